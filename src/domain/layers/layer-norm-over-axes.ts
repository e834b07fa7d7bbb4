import { constant } from '../graph/leaves.js';
import { expand, layerNormalization, reshape } from '../graph/operations.js';
import { elementCount, normaliseAxis } from '../graph/shapes.js';
import type { Tensor } from '../graph/tensor.js';

/** Layer norm over all axes from `axis` on, together. @param scale the shape of those axes @param bias likewise, 0 unless given */
export function layerNormOverAxes(x: Tensor, axis: number, scale: Tensor, bias: Tensor | undefined, epsilon: number): Tensor {
  const outer = x.shape.slice(0, normaliseAxis(axis, x.shape.length));
  const size = elementCount(x.shape) / elementCount(outer);
  const flatBias = bias === undefined ? expand(constant(0), [size]) : reshape(bias, [size]);
  return reshape(layerNormalization(reshape(x, [...outer, size]), reshape(scale, [size]), flatBias, epsilon), x.shape);
}

import { constant } from '../graph/leaves.js';
import { add, expand, layerNormalization, mul, reshape } from '../graph/operations.js';
import { elementCount } from '../graph/shapes.js';
import type { Tensor } from '../graph/tensor.js';

/** The channels of each group and all positions are normalised together, biased variance. @param x [N, C, …] @param scale [C] @param bias [C] */
export function groupNormalization(x: Tensor, groups: number, scale: Tensor, bias: Tensor, epsilon: number): Tensor {
  const [samples, channels] = x.shape;
  const size = elementCount(x.shape) / (samples * groups);
  const plain = (value: number): Tensor => expand(constant(value), [size]);
  const normalised = reshape(layerNormalization(reshape(x, [samples, groups, size]), plain(1), plain(0), epsilon), x.shape);
  const alongChannels = x.shape.map((_, axis) => (axis === 1 ? channels : 1));
  return add(mul(normalised, reshape(scale, alongChannels)), reshape(bias, alongChannels));
}

/** Each channel of each sample by itself. @param x [N, C, …] @param scale [C] @param bias [C] */
export const instanceNormalization = (x: Tensor, scale: Tensor, bias: Tensor, epsilon: number): Tensor => groupNormalization(x, x.shape[1], scale, bias, epsilon);

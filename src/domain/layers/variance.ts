import { mul, reduceMean, sub } from '../graph/operations.js';
import { elementCount, normaliseAxes } from '../graph/shapes.js';
import type { Tensor } from '../graph/tensor.js';

/** Mean of squared deviations over axes; `unbiased` divides by n − 1 instead of n. */
export function variance(x: Tensor, axes: readonly number[], { unbiased, keepAxes = false }: { readonly unbiased: boolean; readonly keepAxes?: boolean }): Tensor {
  const centred = sub(x, reduceMean(x, axes, true));
  const biased = reduceMean(mul(centred, centred), axes, keepAxes);
  const count = elementCount(normaliseAxes(axes, x.shape.length).map((axis) => x.shape[axis]));
  return unbiased ? mul(biased, count / (count - 1)) : biased;
}

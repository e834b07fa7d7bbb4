import { constant } from '../graph/leaves.js';
import { add, and, cast, floor, less, mul, not, reshape, slice, sub } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';

const stripes = 2;
const timeStripeBound = 64;
const frequencyStripeBound = 8;

/**
 * SpecAugment: in every item two stripes of 0 … 63 frames, then two of 0 … 7 bins, become 0. encoders.md §3.2.3.
 * @param x [N, 1, frames, bins]
 */
export function specAugment(x: Tensor, context: ForwardContext): Tensor {
  const [batch, , frames, bins] = x.shape;
  const timeKept = reshape(keptPlaces(context.uniform([batch, 2 * stripes]), frames, timeStripeBound), [batch, 1, frames, 1]);
  const binsKept = reshape(keptPlaces(context.uniform([batch, 2 * stripes]), bins, frequencyStripeBound), [batch, 1, 1, bins]);
  return mul(mul(x, timeKept), binsKept);
}

/**
 * 1 where no stripe lies, 0 else. A stripe's width is uniform in 0 … bound − 1, its start in 0 … size − width − 1.
 * @param draws uniform [N, 2 · stripes]: width and start of each stripe
 * @returns [N, size]
 */
function keptPlaces(draws: Tensor, size: number, bound: number): Tensor {
  const places = constant(Array.from({ length: size }, (_, place) => place), [1, size]);
  const kept = Array.from({ length: stripes }, (_, stripe) => {
    const width = floor(mul(slice(draws, 1, 2 * stripe, 2 * stripe + 1), bound));
    const start = floor(mul(slice(draws, 1, 2 * stripe + 1, 2 * stripe + 2), sub(constant(size), width)));
    return cast(not(and(not(less(places, start)), less(places, add(start, width)))), 'float32');
  });
  return kept.reduce((all, one) => mul(all, one));
}

import { mul } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';

/** Dropout with a mask that is given: x · keep / (1 − rate). @param keep 0 or 1, float, broadcasts to x */
export const dropoutWithMask = (x: Tensor, keep: Tensor, rate: number): Tensor => mul(x, mul(keep, 1 / (1 - rate)));

import type { Initialiser } from '../graph/tensor.js';
import type { LinearOptions } from '../layers/linear.js';

/** Normal with deviation 0.02, cut at ±2: linear weights and position tables of both Swin encoders. */
export const narrowNormal: Initialiser = { kind: 'truncatedNormal', deviation: 0.02, bound: 2 };

export const zeros: Initialiser = { kind: 'constant', value: 0 };

/** How every linear layer of the two encoders starts (encoders.md §1.5, §3.3). */
export const encoderLinear: LinearOptions = { weightStart: narrowNormal, biasStart: zeros };

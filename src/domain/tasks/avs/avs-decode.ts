import { maskProbability } from './mask-scores.js';

/** A predicted mask as an 8-bit grey picture: 255 where the probability is above the threshold, else 0. spec/task-avs §8. @param logits of the pixels */
export const decodeMask = (logits: ArrayLike<number>, threshold: number): Uint8Array => Uint8Array.from(logits, (logit) => (maskProbability(logit) > threshold ? 255 : 0));

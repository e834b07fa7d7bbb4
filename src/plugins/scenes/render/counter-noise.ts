/*
 * Noise as a pure function of a seed and a counter: frame t or sample n can be rendered alone, and a clip needs
 * hundreds of thousands of values. Seeds come from the project's generator; see script.ts.
 */

/** 32 well-mixed bits (signed) of a seed and a counter: a Weyl step and the finaliser of MurmurHash3. */
export function hash32(seed: number, counter: number): number {
  let h = (seed + Math.imul(counter, 0x9e3779b9)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Uniform number in [0, 1) of a seed and a counter. */
export function uniformAt(seed: number, counter: number): number {
  return (hash32(seed, counter) >>> 0) / 2 ** 32;
}

/** Fills `target` with nearly normal white noise of mean 0 and variance 1, bounded by ±3.46.
 *  A value is the sum of the four bytes of one hash (Irwin–Hall): one draw a value, no logarithm. */
export function fillNoise(target: Float32Array, seed: number): void {
  const scale = 1 / Math.sqrt((4 * (256 ** 2 - 1)) / 12);
  for (let i = 0; i < target.length; i++) {
    const bits = hash32(seed, i);
    const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
    target[i] = (sum - 510) * scale;
  }
}

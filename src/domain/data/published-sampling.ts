/** 1-based frame numbers of the published loader: frame t of T is 1 + ⌊t (n − 1)/(T − 1)⌋. spec/task-ave §1. */
export const sampleFrameNumbers = (framesOnDisk: number, segments: number): number[] =>
  Array.from({ length: segments }, (_, t) => 1 + Math.floor((t * (framesOnDisk - 1)) / (segments - 1)));

/** The waveform repeated from its start until it has `length` samples. spec/task-ave §1 (published by doubling, which is the same). */
export function repeatToLength(wave: Float64Array, length: number): Float64Array {
  const repeated = new Float64Array(length);
  for (let i = 0; i < length; i++) repeated[i] = wave[i % wave.length];
  return repeated;
}

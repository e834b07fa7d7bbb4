/** Hertz on Slaney's mel scale: linear to 1000 Hz, logarithmic above; encoders.md §2.5. */
export const hzToMel = (hz: number): number => (hz < 1000 ? (3 * hz) / 200 : 15 + (27 * Math.log(hz / 1000)) / Math.log(6.4));

export const melToHz = (mel: number): number => (mel < 15 ? (200 * mel) / 3 : 1000 * Math.exp(((mel - 15) * Math.log(6.4)) / 27));

export interface MelScale {
  readonly sampleRateHz: number;
  readonly fftSize: number;
  readonly melBins: number;
  readonly minHz: number;
  readonly maxHz: number;
}

/**
 * Triangular bands of equal area, equally spaced in mel; encoders.md §2.5.
 * @returns [fftSize / 2 + 1, melBins] row-major, rounded to float32
 */
export function melMatrix({ sampleRateHz, fftSize, melBins, minHz, maxHz }: MelScale): Float32Array {
  const lowest = hzToMel(minHz);
  const step = (hzToMel(maxHz) - lowest) / (melBins + 1);
  const edges = Array.from({ length: melBins + 2 }, (_, m) => melToHz(lowest + m * step));
  const matrix = new Float32Array((fftSize / 2 + 1) * melBins);
  for (let k = 0; k <= fftSize / 2; k++) {
    const hz = (k * sampleRateHz) / fftSize;
    for (let m = 0; m < melBins; m++) {
      const [below, centre, above] = [edges[m], edges[m + 1], edges[m + 2]];
      const triangle = Math.max(0, Math.min((hz - below) / (centre - below), (above - hz) / (above - centre)));
      matrix[k * melBins + m] = (triangle * 2) / (above - below);
    }
  }
  return matrix;
}

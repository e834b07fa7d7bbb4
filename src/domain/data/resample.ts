/** Zero crossings of the sinc on each side. */
const halfWidth = 16;
/** Of the Kaiser window: side lobes below −80 dB. */
const beta = 8;
/** Share of the lower Nyquist frequency that passes. */
const passBand = 0.95;

/**
 * Sound at another rate: band-limited interpolation with a windowed sinc (Smith, Digital Audio Resampling); nothing above the lower of both Nyquist frequencies is left.
 * @returns the same array where the rates are equal, else ⌈length · to / from⌉ samples
 */
export function resampled(wave: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return wave;
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const [up, down] = [toHz / divisor, fromHz / divisor];
  const phases = phaseFilters(up, down);
  const result = new Float32Array(Math.ceil((wave.length * up) / down));
  for (let n = 0; n < result.length; n++) {
    const position = n * down;
    const { first, taps } = phases[position % up];
    const start = Math.floor(position / up) + first;
    let sum = 0;
    for (let k = Math.max(0, -start); k < taps.length && start + k < wave.length; k++) sum += taps[k] * wave[start + k];
    result[n] = sum;
  }
  return result;
}

interface PhaseFilter {
  /** Offset of the first tap from the input sample at or before the output's place. */
  readonly first: number;
  readonly taps: Float64Array;
}

/** One filter for each place that an output sample can have between two input samples. */
function phaseFilters(up: number, down: number): PhaseFilter[] {
  const cutoff = passBand * Math.min(1, up / down);
  const reach = halfWidth / cutoff;
  return Array.from({ length: up }, (_, phase) => {
    const fraction = phase / up;
    const first = Math.ceil(fraction - reach);
    const last = Math.floor(fraction + reach);
    const taps = Float64Array.from({ length: last - first + 1 }, (__, k) => {
      const distance = first + k - fraction;
      return cutoff * sinc(cutoff * distance) * kaiser(distance / reach);
    });
    const total = taps.reduce((sum, tap) => sum + tap, 0);
    return { first, taps: taps.map((tap) => tap / total) };
  });
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number): number => (Math.abs(x) > 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta));

/** Modified Bessel function of order zero, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-16; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

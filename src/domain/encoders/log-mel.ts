import { constantOf } from '../graph/leaves.js';
import { concat, gather, gemm, log, maximum, mul, reduceSum, reshape, slice, take } from '../graph/operations.js';
import type { Tensor, TensorValue } from '../graph/tensor.js';
import { impossibleSize } from './impossible-size.js';
import { melMatrix, type MelScale } from './mel-scale.js';

/** The front end of HTS-AT, encoders.md §2. */
export interface LogMelConfig extends MelScale {
  readonly hopSize: number;
  /** Rate that the bands are laid out for; absent or 0: the sound's own. */
  readonly melSampleRateHz?: number;
}

/** Frames of a waveform: t = 0 … ⌊samples / hop⌋. */
export const frameCount = (samples: number, hopSize: number): number => Math.floor(samples / hopSize) + 1;

/** Multiply-adds of the spectrogram alone, which the published program computes as a convolution (a layer in its cost table). */
export const spectrogramMultiplyAdds = ({ fftSize, hopSize }: LogMelConfig, items: number, samples: number): number =>
  items * frameCount(samples, hopSize) * fftSize * (fftSize + 2);

/**
 * Waveform → log-mel in decibel: 10 log10(max(power · mel, 1e-10)). encoders.md §2.
 * @param waveform [N, samples]
 * @returns [N, 1, frames, melBins]
 * @throws AvtoolError when the waveform is too short for the reflection at its ends
 */
export function logMel(waveform: Tensor, config: LogMelConfig): Tensor {
  const power = powerSpectrogram(waveform, config);
  const [batch, , frames, frequencies] = power.shape;
  const mel = gemm(reshape(power, [batch * frames, frequencies]), constantOf(melWeights({ ...config, sampleRateHz: config.melSampleRateHz || config.sampleRateHz })));
  const decibel = mul(log(maximum(mel, 1e-10)), 10 / Math.LN10);
  return reshape(decibel, [batch, 1, frames, config.melBins]);
}

/** re² + im² of every frame. @param waveform [N, samples] @returns [N, 1, frames, fftSize / 2 + 1] */
export function powerSpectrogram(waveform: Tensor, { fftSize, hopSize }: LogMelConfig): Tensor {
  const framed = overlappingFrames(reflected(waveform, fftSize / 2), fftSize, hopSize, frameCount(waveform.shape[1], hopSize));
  const [batch, frames] = framed.shape;
  const frequencies = fftSize / 2 + 1;
  const transform = gemm(reshape(framed, [batch * frames, fftSize]), constantOf(transformMatrix(fftSize)));
  return reshape(reduceSum(reshape(mul(transform, transform), [batch * frames, 2, frequencies]), [1]), [batch, 1, frames, frequencies]);
}

/** The mel matrix [fftSize / 2 + 1, melBins], in the reference state dict `logmel_extractor.melW`. */
export function melWeights(config: MelScale): TensorValue {
  return { dtype: 'float32', shape: [config.fftSize / 2 + 1, config.melBins], data: melMatrix(config) };
}

/** Windowed Fourier kernels, in the reference state dict `spectrogram_extractor.stft.conv_real.weight` and `conv_imag.weight`, [fftSize / 2 + 1, 1, fftSize]. */
export function fourierKernels(fftSize: number): { real: TensorValue; imaginary: TensorValue } {
  const matrix = transformMatrix(fftSize).data;
  const frequencies = fftSize / 2 + 1;
  const kernels = (first: number): TensorValue => {
    const data = new Float32Array(frequencies * fftSize);
    for (let k = 0; k < frequencies; k++) {
      for (let j = 0; j < fftSize; j++) data[k * fftSize + j] = matrix[j * 2 * frequencies + first + k];
    }
    return { dtype: 'float32', shape: [frequencies, 1, fftSize], data };
  };
  return { real: kernels(0), imaginary: kernels(frequencies) };
}

/** [fftSize, 2 · (fftSize / 2 + 1)]: column k is hann[j] cos(2πkj/n), column n/2 + 1 + k is −hann[j] sin(2πkj/n), rounded to float32. */
function transformMatrix(fftSize: number): TensorValue {
  const frequencies = fftSize / 2 + 1;
  const angles = Array.from({ length: fftSize }, (_, j) => (2 * Math.PI * j) / fftSize);
  const [cosines, sines] = [angles.map(Math.cos), angles.map(Math.sin)];
  const data = new Float32Array(fftSize * 2 * frequencies);
  for (let j = 0; j < fftSize; j++) {
    const hann = 0.5 - 0.5 * cosines[j];
    for (let k = 0; k < frequencies; k++) {
      const turn = (k * j) % fftSize;
      data[j * 2 * frequencies + k] = hann * cosines[turn];
      data[j * 2 * frequencies + frequencies + k] = -hann * sines[turn];
    }
  }
  return { dtype: 'float32', shape: [fftSize, 2 * frequencies], data };
}

/** Mirrors `amount` samples at both ends, without repeating the edge sample. */
function reflected(waveform: Tensor, amount: number): Tensor {
  const samples = waveform.shape[1];
  if (samples <= amount) {
    throw impossibleSize('log-mel', `a waveform of ${samples} samples is too short: the reflection needs more than ${amount}`, 'repeat the waveform or use a smaller FFT');
  }
  const mirror = (sampleAt: (step: number) => number): Tensor => take(waveform, Array.from({ length: amount }, (_, step) => sampleAt(step)), 1);
  return concat([mirror((step) => amount - step), waveform, mirror((step) => samples - 2 - step)], 1);
}

/**
 * Frames at multiples of the hop: a Gather of short rows, as long as frame and hop have in common, instead of single samples.
 * @param signal [N, samples]
 * @returns [N, frames, fftSize]
 */
function overlappingFrames(signal: Tensor, fftSize: number, hopSize: number, frames: number): Tensor {
  const batch = signal.shape[0];
  const rowLength = greatestCommonDivisor(fftSize, hopSize);
  const used = slice(signal, 1, 0, (frames - 1) * hopSize + fftSize);
  const rows = reshape(used, [batch, used.shape[1] / rowLength, rowLength]);
  const [rowsPerFrame, rowsPerHop] = [fftSize / rowLength, hopSize / rowLength];
  const order = new Int32Array(frames * rowsPerFrame);
  for (let place = 0; place < order.length; place++) order[place] = Math.floor(place / rowsPerFrame) * rowsPerHop + (place % rowsPerFrame);
  const indices = constantOf({ dtype: 'int32', shape: [order.length], data: order });
  return reshape(gather(rows, indices, 1), [batch, frames, fftSize]);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

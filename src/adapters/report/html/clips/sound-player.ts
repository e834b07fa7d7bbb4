import { dataUri } from '../data-uri.js';
import { html, type Html } from '../html-template.js';

const playerRateHz = 8000;
const headerBytes = 46;

/** Files beyond this are left out: the page would grow too heavy. */
const mostBytes = 200_000;

/** A player for the sound of a clip at telephone quality, or nothing when the clip is too long for that. */
export function soundPlayer(label: string, waveform: Float32Array, sampleRateHz: number): Html | undefined {
  const bytes = telephoneWav(waveform, sampleRateHz);
  return bytes.length > mostBytes ? undefined : html`<audio controls preload="metadata" aria-label="${label}" src="${dataUri('audio/wav', bytes)}"></audio>`;
}

/** A mono WAV file at 8 kHz (lower rates are kept) with one µ-law byte a sample (ITU-T G.711). */
export function telephoneWav(waveform: Float32Array, sampleRateHz: number): Uint8Array {
  const rateHz = Math.min(playerRateHz, sampleRateHz);
  const length = Math.floor((waveform.length * rateHz) / sampleRateHz);
  const bytes = new Uint8Array(headerBytes + length);
  const view = new DataView(bytes.buffer);
  const tag = (offset: number, text: string): void => bytes.set(new TextEncoder().encode(text), offset);
  tag(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  tag(8, 'WAVEfmt ');
  view.setUint32(16, 18, true); // bytes of the format chunk
  view.setUint16(20, 7, true); // µ-law
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, rateHz, true);
  view.setUint32(28, rateHz, true); // bytes per second
  view.setUint16(32, 1, true); // bytes per sample of all channels
  view.setUint16(34, 8, true); // bits
  tag(38, 'data');
  view.setUint32(42, length, true);
  for (let index = 0; index < length; index++) {
    // The mean over the samples that one new sample covers: a plain low pass.
    const part = waveform.subarray(Math.floor((index * sampleRateHz) / rateHz), Math.max(Math.floor((index * sampleRateHz) / rateHz) + 1, Math.floor(((index + 1) * sampleRateHz) / rateHz)));
    bytes[headerBytes + index] = muLaw(part.reduce((sum, sample) => sum + sample, 0) / part.length);
  }
  return bytes;
}

/** One sample of −1…1 as the inverted sign, exponent and mantissa of G.711. */
export function muLaw(sample: number): number {
  const bias = 132;
  const size = Math.min(32635, Math.round(Math.abs(sample) * 32767)) + bias;
  const exponent = Math.floor(Math.log2(size)) - 7;
  const mantissa = (size >> (exponent + 3)) & 15;
  return ~((sample < 0 ? 128 : 0) | (exponent << 4) | mantissa) & 255;
}

const headerBytes = 44;
const fullScale = 32768;

/**
 * A WAV file of 16-bit PCM, mono. One step is 1/32768; values beyond −1…1 are clipped.
 * @param samples mono, −1…1
 * @throws Error for a sample that is not a number
 */
export function encodeWav(samples: Float32Array, sampleRateHz: number): Uint8Array {
  const dataBytes = samples.length * 2;
  const bytes = new Uint8Array(headerBytes + dataBytes);
  const view = new DataView(bytes.buffer);
  const tag = (offset: number, text: string): void => bytes.set(new TextEncoder().encode(text), offset);
  tag(0, 'RIFF');
  view.setUint32(4, headerBytes - 8 + dataBytes, true);
  tag(8, 'WAVEfmt ');
  view.setUint32(16, 16, true); // bytes of the format chunk
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true); // bytes per second
  view.setUint16(32, 2, true); // bytes per sample of all channels
  view.setUint16(34, 16, true); // bits
  tag(36, 'data');
  view.setUint32(40, dataBytes, true);
  const pcm = new Int16Array(bytes.buffer, headerBytes);
  for (let index = 0; index < samples.length; index++) {
    const value = Math.round(samples[index] * fullScale);
    if (Number.isNaN(value)) throw new Error(`sample ${index} of the waveform is not a number`);
    pcm[index] = Math.min(fullScale - 1, Math.max(-fullScale, value));
  }
  return bytes;
}

/** The samples of what {@link encodeWav} made, exactly as rounded there. */
export function decodeWav(bytes: Uint8Array): Float32Array {
  // A copy: 16-bit numbers need memory at an even address.
  const pcm = new Int16Array(bytes.slice(headerBytes).buffer);
  const samples = new Float32Array(pcm.length);
  for (let index = 0; index < pcm.length; index++) samples[index] = pcm[index] / fullScale;
  return samples;
}

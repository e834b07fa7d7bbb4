/** One FFmpeg filter with its arguments; a chain of them is the same for both adapters, so that both give the same numbers. */
export interface FilterStep {
  readonly name: string;
  readonly args: string;
}

/** The chain in the words of the `-vf` and `-af` options. */
export const describeFilters = (steps: readonly FilterStep[]): string =>
  steps.map(({ name, args }) => (args === '' ? name : `${name}=${args}`)).join(',');

/** Without these two flags libswscale rounds differently from processor to processor. */
const exactScaling = 'bicubic+accurate_rnd+full_chroma_int';

/** Decoded picture → upright RGB of the given size.
 *  @param rotationDegrees clockwise quarter turns that the container asks a player for: 0, 90, 180 or 270 */
export const pictureFilters = (size: { readonly width: number; readonly height: number }, rotationDegrees: number): readonly FilterStep[] => [
  ...uprightFilters(rotationDegrees),
  { name: 'scale', args: `w=${size.width}:h=${size.height}:flags=${exactScaling}` },
  { name: 'format', args: 'pix_fmts=rgb24' },
];

const uprightFilters = (rotationDegrees: number): readonly FilterStep[] => {
  switch (rotationDegrees) {
    case 90:
      return [{ name: 'transpose', args: 'dir=clock' }];
    case 180:
      return [{ name: 'hflip', args: '' }, { name: 'vflip', args: '' }];
    case 270:
      return [{ name: 'transpose', args: 'dir=cclock' }];
    default:
      return [];
  }
};

/** Decoded sound → mean of the channels, at `sampleRateHz`, 32-bit float, beginning exactly at output sample `firstSample`: what is before
 *  is dropped; a gap before or between samples, of over 0.1 s, becomes silence, so that sample i is heard at i / rate.
 *  The mean is written out because libswresample's own mono mix of float stereo is louder by 3 dB; the cut is made before resampling
 *  because libswresample drops a wrong number of samples while it resamples. */
export const soundFilters = (channels: number, sampleRateHz: number, firstSample: number): readonly FilterStep[] => [
  { name: 'aformat', args: 'sample_fmts=fltp' },
  ...(channels > 1 ? [{ name: 'pan', args: `mono|c0=${Array.from({ length: channels }, (_, i) => `${1 / channels}*c${i}`).join('+')}` }] : []),
  { name: 'atrim', args: `start=${firstSample / sampleRateHz}` },
  { name: 'aresample', args: `${sampleRateHz}:async=1:first_pts=${firstSample}` },
  { name: 'aformat', args: 'sample_fmts=flt' },
];

/** RGB → what the video encoders take, with the colour matrix that players assume for small pictures. */
export const encoderPictureFilters: readonly FilterStep[] = [
  { name: 'scale', args: `out_color_matrix=bt601:out_range=tv:flags=${exactScaling}` },
  { name: 'format', args: 'pix_fmts=yuv420p' },
];

/** Mono samples → what the audio encoders take, `frameSize` samples at a time. */
export const encoderSoundFilters = (
  encoder: { readonly audioRateHz: number; readonly audioSampleFormat: string },
  frameSize: number,
): readonly FilterStep[] => [
  { name: 'aresample', args: String(encoder.audioRateHz) },
  { name: 'aformat', args: `sample_fmts=${encoder.audioSampleFormat}` },
  { name: 'asetnsamples', args: `n=${frameSize}:p=0` },
];

import type { Random, RgbImage } from '../../../contract/index.js';
import { drawBackground, noiseSeed, within } from '../render/draws.js';
import { mostSpaciousLayout } from '../render/layout.js';
import { develop, paintBackground, paintObject } from '../render/painting.js';
import { mixSounds } from '../render/waveform.js';
import { comboAppearance, comboDesign, comboSound, distinctThings } from './combo-script.js';
import type { Combo } from './combos.js';

/** A picture or a sound and the combination that its caption names. */
export interface CaptionedImage {
  readonly image: RgbImage;
  readonly combo: Combo;
}

export interface CaptionedSound {
  readonly waveform: Float32Array;
  readonly combo: Combo;
}

/** One second is cut out of so many: all sounds repeat within a second, so that their level over three is that over a whole clip. */
const renderedSeconds = 3;

/** A picture of one or two things, of which the caption names one: what a CLIP for these scenes is trained on. @param size of the square picture, pixels */
export function captionedImage(random: Random, combos: readonly Combo[], size: number): CaptionedImage {
  const shown = distinctThings(random, combos, 1 + random.integer(2));
  const looks = shown.map((combo) => comboAppearance(random, combo, comboDesign.radius));
  const centres = mostSpaciousLayout(random, looks.map(({ radius }) => radius), comboDesign.frameSize);
  const scale = size / comboDesign.frameSize;
  const canvas = paintBackground(drawBackground(random, comboDesign), size, scale, 0, 0, 0);
  looks.forEach((look, k) => paintObject(canvas, size, { look, x: scale * centres[k].x, y: scale * centres[k].y, scale }));
  return { image: develop(canvas, size, comboDesign.pixelNoise, noiseSeed(random)), combo: shown[0] };
}

/** A second of one or two sounds, of which the caption names one: what a CLAP for these scenes is trained on. */
export function captionedSound(random: Random, combos: readonly Combo[], sampleRateHz: number): CaptionedSound {
  const heard = distinctThings(random, combos, 1 + random.integer(2));
  const always = [{ start: 0, end: renderedSeconds }];
  const whole = mixSounds(heard.map((combo) => comboSound(random, combo, always)), { ...comboDesign, seconds: renderedSeconds }, noiseSeed(random), sampleRateHz);
  const from = Math.floor(within(random, [0, whole.length - sampleRateHz + 1]));
  return { waveform: whole.slice(from, from + sampleRateHz), combo: heard[0] };
}

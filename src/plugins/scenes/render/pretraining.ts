import type { Random, RgbImage } from '../../../contract/index.js';
import { sceneClasses } from './classes.js';
import type { Range, SceneDesign } from './design.js';
import { drawAppearance, drawBackground, drawCharacter, noiseSeed, within } from './draws.js';
import { randomCentre } from './layout.js';
import { develop, paintBackground, paintObject } from './painting.js';
import { mixSounds } from './waveform.js';

export interface PretrainingImage {
  readonly image: RgbImage;
  readonly classIndex: number;
}

export interface PretrainingSound {
  readonly waveform: Float32Array;
  /** The two classes that are heard, ascending. */
  readonly classIndices: readonly [number, number];
}

/** Larger than in the scenes: the picture encoder learns what things look like, not yet the task's small objects. */
const pretrainingRadius: Range = [6, 20];

/** One object on the scenes' background, with its class: what the picture encoder is pre-trained on.
 *  @param size of the square picture, pixels */
export function pretrainingImage(random: Random, design: SceneDesign, size: number): PretrainingImage {
  const classIndex = random.integer(sceneClasses.length);
  const look = drawAppearance(random, classIndex, pretrainingRadius, design);
  const centre = randomCentre(random, look.radius, design.frameSize);
  const scale = size / design.frameSize;
  const canvas = paintBackground(drawBackground(random, design), size, scale, 0, 0, 0);
  paintObject(canvas, size, { look, x: scale * centre.x, y: scale * centre.y, scale });
  return { image: develop(canvas, size, design.pixelNoise, noiseSeed(random)), classIndex };
}

/** Two sounds at the scenes' gains and noise, with their classes: what the sound encoder is pre-trained on.
 *  The stretch is cut out of a whole clip's length, so that levels are spread as in the scenes.
 *  @returns waveform of round(seconds · sampleRateHz) samples @throws RangeError if longer than a clip */
export function pretrainingSound(
  random: Random,
  design: SceneDesign,
  seconds: number,
  sampleRateHz: number,
): PretrainingSound {
  const [first, second] = random.shuffle(sceneClasses.map((_, index) => index));
  const sounds = [first, second].map((classIndex) => ({
    classIndex,
    gainDb: within(random, design.gainDb),
    character: drawCharacter(random),
    audible: [{ start: 0, end: design.seconds }],
  }));
  const whole = mixSounds(sounds, design, noiseSeed(random), sampleRateHz);
  const length = Math.round(seconds * sampleRateHz);
  if (length > whole.length) throw new RangeError(`a sound has at most ${design.seconds} s, asked for ${seconds}`);
  const from = random.integer(whole.length - length + 1);
  return {
    waveform: whole.slice(from, from + length),
    classIndices: first < second ? [first, second] : [second, first],
  };
}

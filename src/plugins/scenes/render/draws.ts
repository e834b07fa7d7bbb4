import type { Random } from '../../../contract/index.js';
import type { Appearance, Background } from './appearance.js';
import { sceneClasses } from './classes.js';
import type { Range, SceneDesign } from './design.js';
import type { SoundCharacter } from './sounds.js';

/** Uniform in the range. */
export function within(random: Random, [low, high]: Range): number {
  return low + (high - low) * random.uniform();
}

/** Uniform in ±limit. */
export function around(random: Random, limit: number): number {
  return limit * (2 * random.uniform() - 1);
}

/** A seed of counter noise. */
export function noiseSeed(random: Random): number {
  return random.integer(2 ** 32) | 0;
}

/** The look of one object of a class: everything but its place. */
export function drawAppearance(random: Random, classIndex: number, radius: Range, design: SceneDesign): Appearance {
  return {
    classIndex,
    radius: within(random, radius),
    rotationRadians: around(random, design.rotationRadians),
    hue: (sceneClasses[classIndex].hue + design.hueDeviation * random.normal() + 1) % 1,
    saturation: design.saturation,
    value: within(random, design.value),
  };
}

/** Grey with a tint and three gratings that drift. */
export function drawBackground(random: Random, design: SceneDesign): Background {
  const grey = within(random, design.backgroundGrey);
  const channel = () => grey + around(random, design.backgroundTint);
  const grating = () => {
    const direction = around(random, Math.PI);
    const radiansPerPixel = within(random, design.gratingRadiansPerPixel);
    return {
      radiansPerPixelX: radiansPerPixel * Math.cos(direction),
      radiansPerPixelY: radiansPerPixel * Math.sin(direction),
      phase: around(random, Math.PI),
      radiansPerSecond: around(random, design.gratingRadiansPerSecond),
      amplitude: around(random, design.gratingAmplitude),
    };
  };
  return { colour: [channel(), channel(), channel()], gratings: [grating(), grating(), grating()] };
}

/** What one sound is like within its class. */
export function drawCharacter(random: Random): SoundCharacter {
  return {
    pitch: random.uniform(),
    pace: random.uniform(),
    phase: random.uniform(),
    sweep: random.uniform(),
    noiseSeed: noiseSeed(random),
  };
}

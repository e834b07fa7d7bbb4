import type { Random } from '../../../contract/index.js';
import type { Appearance } from '../render/appearance.js';
import { midDesign, type Range, type SceneDesign } from '../render/design.js';
import { around, drawAppearance, drawBackground, drawCharacter, noiseSeed, within } from '../render/draws.js';
import { mostSpaciousLayout } from '../render/layout.js';
import type { SceneObject, SceneScript, SceneSound } from '../render/script.js';
import type { Combo } from './combos.js';

/** Larger things than in the scenes and less hiss: what is hard here is that the other modality says which thing is meant. */
export const comboDesign: SceneDesign = { ...midDesign, radius: [11, 18], gainDb: [-6, 0] };

/**
 * The plan of a clip: one thing is seen and heard all the time. Beside it another thing is seen only, and a third heard only,
 * so that a picture alone, or sound alone, does not say which of two things the clip is about.
 * @param combos what the clip, its other thing and its other sound are drawn from
 */
export function comboScript(random: Random, combos: readonly Combo[]): SceneScript & { readonly combo: Combo } {
  const [combo, seen, heard] = distinctThings(random, combos, 3);
  const always = [{ start: 0, end: comboDesign.seconds }];
  const looks = [combo, seen].map((one) => comboAppearance(random, one, comboDesign.radius));
  const centres = mostSpaciousLayout(random, looks.map(({ radius }) => radius), comboDesign.frameSize);
  const objects: SceneObject[] = looks.map((look, k) => ({ ...look, ...centres[k], speedX: around(random, comboDesign.driftPerSecond), speedY: around(random, comboDesign.driftPerSecond), visible: always }));
  return {
    combo,
    design: comboDesign,
    event: { classIndex: combo.classIndex, start: 0, end: comboDesign.seconds },
    objects: random.shuffle(objects),
    sounds: [combo, heard].map((one) => comboSound(random, one, always)),
    background: drawBackground(random, comboDesign),
    noiseSeed: noiseSeed(random),
  };
}

/** Combinations of as many different things, in random order. */
export function distinctThings(random: Random, combos: readonly Combo[], count: number): readonly Combo[] {
  const things = random.shuffle([...new Set(combos.map(({ classIndex }) => classIndex))]).slice(0, count);
  return things.map((thing) => {
    const ofThing = combos.filter(({ classIndex }) => classIndex === thing);
    return ofThing[random.integer(ofThing.length)];
  });
}

/** The look of a thing in the colour of its combination. */
export function comboAppearance(random: Random, { classIndex, colour }: Combo, radius: Range): Appearance {
  return { ...drawAppearance(random, classIndex, radius, comboDesign), hue: (colour.hue + comboDesign.hueDeviation * random.normal() + 1) % 1 };
}

/** The sound of a thing in the voice of its combination. */
export function comboSound(random: Random, { classIndex, voice }: Combo, audible: SceneSound['audible']): SceneSound {
  return { classIndex, gainDb: within(random, comboDesign.gainDb), character: { ...drawCharacter(random), pitch: within(random, voice.pitch) }, audible };
}

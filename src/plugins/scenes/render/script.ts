import type { Random } from '../../../contract/index.js';
import type { Appearance, Background } from './appearance.js';
import { sceneClasses } from './classes.js';
import type { SceneDesign } from './design.js';
import { around, drawAppearance, drawBackground, drawCharacter, noiseSeed, within } from './draws.js';
import { mostSpaciousLayout } from './layout.js';
import type { SoundCharacter } from './sounds.js';
import { intervalsOf, type Interval, type Timeline } from './timeline.js';

/** An object and its straight path: the centre at half time, and its speed a second. Pixels of the design's frame. */
export interface SceneObject extends Appearance {
  readonly x: number;
  readonly y: number;
  readonly speedX: number;
  readonly speedY: number;
  readonly visible: readonly Interval[];
}

export interface SceneSound {
  readonly classIndex: number;
  readonly gainDb: number;
  readonly character: SoundCharacter;
  readonly audible: readonly Interval[];
}

/** The plan of one clip, plain data: pictures, sound and labels follow from it without further chance. */
export interface SceneScript {
  readonly design: SceneDesign;
  /** The one event: its class is both seen and heard in [start, end), and at no other time. */
  readonly event: Interval & { readonly classIndex: number };
  /** In drawing order, the topmost last. Three are visible at any time. */
  readonly objects: readonly SceneObject[];
  /** Two are audible at any time. */
  readonly sounds: readonly SceneSound[];
  readonly background: Background;
  /** Seed of pixel noise, camera shake, background hiss and the choice of questions. */
  readonly noiseSeed: number;
}

/** Draws the plan of one clip. Six classes may be seen and three others, beside the event's, heard.
 *  Three places of the picture and two of the sound are always taken, so that counts say nothing: the event's class
 *  shares a place with a distractor in either modality; every other place swaps its distractor for a while. */
export function sceneScript(random: Random, design: SceneDesign): SceneScript {
  const [event, seen1, seen2, seenFiller, seenSwap1, seenSwap2, heardFiller, heard, heardSwap] = random.shuffle(
    sceneClasses.map((_, index) => index),
  );
  const [shortest, longest] = design.eventSeconds;
  const length = shortest + random.integer(longest - shortest + 1);
  const start = random.integer(design.seconds - length + 1);
  const end = start + length;
  const before = loneModality(random);
  const after = loneModality(random);
  const eventPlace = (filler: number, modality: LoneModality) =>
    seconds(design, (second) => {
      const present = second < start ? before === modality : second >= end ? after === modality : true;
      return present ? event : filler;
    });
  const seenPlaces = [
    eventPlace(seenFiller, 'seen'),
    swapped(random, design, seen1, seenSwap1),
    swapped(random, design, seen2, seenSwap2),
  ];
  const heardPlaces = [eventPlace(heardFiller, 'heard'), swapped(random, design, heard, heardSwap)];
  return {
    design,
    event: { classIndex: event, start, end },
    objects: drawObjects(random, design, seenPlaces),
    sounds: heardPlaces.flatMap((place) => drawSounds(random, design, place)),
    background: drawBackground(random, design),
    noiseSeed: noiseSeed(random),
  };
}

/** In which way the event's class is there outside its event. */
type LoneModality = 'seen' | 'heard' | 'neither';

function loneModality(random: Random): LoneModality {
  const choices = ['seen', 'heard', 'neither'] as const;
  return choices[random.integer(choices.length)];
}

/** A place held by `usual`, and between two uniform cuts by `other`. */
function swapped(random: Random, design: SceneDesign, usual: number, other: number): Timeline {
  const cuts = [random.integer(design.seconds + 1), random.integer(design.seconds + 1)];
  const from = Math.min(...cuts);
  const to = Math.max(...cuts);
  return seconds(design, (second) => (second >= from && second < to ? other : usual));
}

function seconds(design: SceneDesign, holder: (second: number) => number): Timeline {
  return Array.from({ length: design.seconds }, (_, second) => holder(second));
}

function drawObjects(random: Random, design: SceneDesign, places: readonly Timeline[]): SceneObject[] {
  const looks = places.map((place) =>
    holdersOf(place).map((classIndex) => drawAppearance(random, classIndex, design.radius, design)),
  );
  const radii = looks.map((holders) => Math.max(...holders.map(({ radius }) => radius)));
  const centres = mostSpaciousLayout(random, radii, design.frameSize);
  const objects = places.map((place, i) =>
    looks[i].map((look) => ({
      ...look,
      ...centres[i],
      speedX: around(random, design.driftPerSecond),
      speedY: around(random, design.driftPerSecond),
      visible: intervalsOf(place, look.classIndex),
    })),
  );
  return random.shuffle(objects).flat();
}

function drawSounds(random: Random, design: SceneDesign, place: Timeline): SceneSound[] {
  return holdersOf(place).map((classIndex) => ({
    classIndex,
    gainDb: within(random, design.gainDb),
    character: drawCharacter(random),
    audible: intervalsOf(place, classIndex),
  }));
}

function holdersOf(place: Timeline): number[] {
  return [...new Set(place)];
}

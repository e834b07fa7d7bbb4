import { sceneClasses } from '../render/classes.js';
import type { Range } from '../render/design.js';

/** A thing in one of the colours, sounding in one of the voices. The colour is only seen, the voice only heard, the thing is both. */
export interface Combo {
  /** Index into the classes of the scenes, of which {@link comboThings} are used. */
  readonly classIndex: number;
  readonly colour: ComboColour;
  readonly voice: ComboVoice;
  /** What the class is called, e.g. "red bell with a low sound". */
  readonly name: string;
}

export interface ComboColour {
  readonly name: string;
  /** On the hue circle, 0 … 1. */
  readonly hue: number;
}

export interface ComboVoice {
  readonly name: string;
  /** Where the pitch lies; 0 … 1 is what the class sounds like in the scenes. */
  readonly pitch: Range;
}

const comboColours: readonly ComboColour[] = [
  { name: 'red', hue: 0 },
  { name: 'yellow', hue: 0.15 },
  { name: 'green', hue: 0.33 },
  { name: 'cyan', hue: 0.5 },
  { name: 'blue', hue: 0.65 },
  { name: 'pink', hue: 0.85 },
];

const comboVoices: readonly ComboVoice[] = [
  { name: 'low', pitch: [-0.6, -0.1] },
  { name: 'high', pitch: [1.1, 1.6] },
];

/** Those that have a pitch: not helicopter and rain. */
const comboThings = ['bell', 'drum', 'guitar', 'flute', 'siren', 'clock', 'engine', 'bird'];

/** Every thing is left out in two of the six colours, every colour with two or three of the eight things: the words of an unseen name are all known. */
const isUnseen = (thing: number, colour: number): boolean => (thing + colour) % 3 === 0;

const combosWhere = (wanted: (thing: number, colour: number) => boolean): readonly Combo[] =>
  comboThings.flatMap((thing, t) =>
    comboColours.flatMap((colour, c) =>
      wanted(t, c) ? comboVoices.map((voice) => ({ classIndex: sceneClasses.findIndex(({ name }) => name === thing), colour, voice, name: `${colour.name} ${thing} with a ${voice.name} sound` })) : [],
    ),
  );

/** What encoders and modules may be trained on: 64 combinations. */
export const seenCombos: readonly Combo[] = combosWhere((thing, colour) => !isUnseen(thing, colour));

/** Combinations that occur in no training: 32. */
export const unseenCombos: readonly Combo[] = combosWhere(isUnseen);

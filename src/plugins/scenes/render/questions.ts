import { sceneClasses } from './classes.js';
import { hash32, uniformAt } from './counter-noise.js';
import { horizontalPosition } from './frames.js';
import { fillTemplate, numberWords, questionTemplates, type QuestionTemplate } from './question-templates.js';
import type { SceneObject, SceneScript, SceneSound } from './script.js';
import { covers, totalSeconds, type Interval } from './timeline.js';

/** One question about a clip, in the manner of MUSIC-AVQA. */
export interface SceneQuestion extends QuestionTemplate {
  /** What stands for each `<Object>` of the template, in order. */
  readonly values: readonly string[];
  /** The template with its values. */
  readonly text: string;
  /** One of `sceneAnswers`. */
  readonly answer: string;
}

/** A question is asked only where the answer is clear. */
const clear = { pixels: 4, sizeRatio: 1.25, decibels: 3 };

/** Counter of the question seed in a clip's noise; −1 is the hiss. */
const questionCounter = -2;

/** Questions about a clip: at most one a template. Objects and their order are chosen by the clip's seed, so that neither
 *  yes nor no is the rule; a template is left out where the clip gives no clear answer. */
export function sceneQuestions(script: SceneScript): SceneQuestion[] {
  const { objects, sounds, event, design } = script;
  const chance = choices(hash32(script.noiseSeed, questionCounter));
  const eventName = nameOf(event);
  const others = [...objects, ...sounds].filter(({ classIndex }) => classIndex !== event.classIndex).map(nameOf);
  const eventOrOther = () => (chance.uniform() < 0.5 ? eventName : chance.pick(others));
  const presentOrAbsent = (present: readonly string[]) => {
    const absent = sceneClasses.map(({ name }) => name).filter((name) => !present.includes(name));
    return chance.pick(chance.uniform() < 0.5 ? present : absent);
  };
  const questions: SceneQuestion[] = [];
  const ask = (key: TemplateKey, values: readonly string[], answer: string) => {
    const template = questionTemplates[key];
    questions.push({ ...template, values, text: fillTemplate(template, values), answer });
  };
  const askOfPair = <T extends { classIndex: number }>(key: TemplateKey, things: readonly T[], compare: Compare<T>) => {
    const pairs = things.flatMap((a) => things.filter((b) => b !== a).map((b) => ({ a, b, yes: compare(a, b) })));
    const clearPairs = pairs.filter(({ yes }) => yes !== undefined);
    if (clearPairs.length === 0) return;
    const { a, b, yes } = chance.pick(clearPairs);
    ask(key, [nameOf(a), nameOf(b)], yesNo(yes === true));
  };

  ask('kindsSeen', [], numberWords[objects.length]);
  ask('kindsHeard', [], numberWords[sounds.length]);
  const timed = eventOrOther();
  ask('secondsBoth', [timed], timed === eventName ? numberWords[event.end - event.start] : 'zero');
  const seenNames = objects.map(nameOf);
  const seen = presentOrAbsent(seenNames);
  ask('isSeen', [seen], yesNo(seenNames.includes(seen)));
  const heardNames = sounds.map(nameOf);
  const heard = presentOrAbsent(heardNames);
  ask('isHeard', [heard], yesNo(heardNames.includes(heard)));
  const either = eventOrOther();
  ask('everBoth', [either], yesNo(either === eventName));
  const eventObject = objects.find(({ classIndex }) => classIndex === event.classIndex);
  if (eventObject === undefined) throw new Error('the event has no object in its script');
  ask('alwaysHeard', [eventName], yesNo(totalSeconds(eventObject.visible) === event.end - event.start));
  askOfPair('leftOf', objects, (a, b) => leftOf(script, a, b));
  const side = horizontalPosition(script, eventObject, (event.start + event.end) / 2) - design.frameSize / 2;
  if (Math.abs(side) >= clear.pixels) ask('side', [], side < 0 ? 'left' : 'right');
  askOfPair('larger', objects, (a, b) => larger(a.radius / b.radius, clear.sizeRatio));
  askOfPair('louder', sounds, (a, b) => larger(10 ** ((a.gainDb - b.gainDb) / 20), 10 ** (clear.decibels / 20)));
  askOfPair('longer', sounds, (a, b) => larger(totalSeconds(a.audible) / totalSeconds(b.audible), 1));
  const firstIn = onlyFirst(sounds, ({ start }) => start, (start) => start > 0);
  if (firstIn !== undefined) ask('firstIn', [], nameOf(firstIn));
  const firstOut = onlyFirst(sounds, ({ end }) => end, (end) => end < design.seconds);
  if (firstOut !== undefined) ask('firstOut', [], nameOf(firstOut));
  ask('soundingObject', [], eventName);
  return questions;
}

type TemplateKey = keyof typeof questionTemplates;

/** Yes, no, or no clear answer. */
type Compare<T> = (a: T, b: T) => boolean | undefined;

function larger(ratio: number, clearRatio: number): boolean | undefined {
  if (ratio === 1 || Math.max(ratio, 1 / ratio) < clearRatio) return undefined;
  return ratio > 1;
}

/** Clear only where the two are seen together, always on the same sides of each other. */
function leftOf(script: SceneScript, a: SceneObject, b: SceneObject): boolean | undefined {
  const gaps: number[] = [];
  for (let second = 0; second < script.design.seconds; second++) {
    if (!covers(a.visible, second) || !covers(b.visible, second)) continue;
    gaps.push(horizontalPosition(script, b, second) - horizontalPosition(script, a, second));
  }
  if (gaps.length === 0 || Math.min(...gaps.map(Math.abs)) < clear.pixels) return undefined;
  if (gaps.every((gap) => gap > 0)) return true;
  return gaps.every((gap) => gap < 0) ? false : undefined;
}

/** The one sound with the earliest admissible time, unless two share it. */
function onlyFirst(
  sounds: readonly SceneSound[],
  timeOf: (interval: Interval) => number,
  admissible: (time: number) => boolean,
): SceneSound | undefined {
  const times = sounds
    .flatMap((sound) => sound.audible.map((interval) => ({ sound, time: timeOf(interval) })))
    .filter(({ time }) => admissible(time))
    .sort((a, b) => a.time - b.time);
  return times.length === 0 || times[1]?.time === times[0].time ? undefined : times[0].sound;
}

function choices(seed: number) {
  let counter = 0;
  const uniform = () => uniformAt(seed, counter++);
  return { uniform, pick: <T>(items: readonly T[]): T => items[Math.floor(uniform() * items.length)] };
}

function nameOf({ classIndex }: { readonly classIndex: number }): string {
  return sceneClasses[classIndex].name;
}

function yesNo(yes: boolean): string {
  return yes ? 'yes' : 'no';
}

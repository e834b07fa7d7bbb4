import { backgroundLabel, sceneClasses } from './classes.js';
import { sceneQuestions, type SceneQuestion } from './questions.js';
import type { SceneScript } from './script.js';
import { covers, type Interval } from './timeline.js';

/** One event of one modality, as the parsing task (AVVP) has them. */
export interface ModalityEvent extends Interval {
  readonly classIndex: number;
}

/** Everything there is to say about a clip. Masks of objects (AVS) depend on a frame: see `renderMasks`. */
export interface SceneLabels {
  /** Per second the class that is both seen and heard, or `backgroundLabel` (AVE). */
  readonly segments: readonly number[];
  /** Audible, and visible, per class and second: [classes][seconds] (AVVP). */
  readonly audible: readonly (readonly boolean[])[];
  readonly visible: readonly (readonly boolean[])[];
  readonly audibleEvents: readonly ModalityEvent[];
  readonly visibleEvents: readonly ModalityEvent[];
  /** Names of the classes that are seen, and heard, at any time, in canonical order (few-shot and zero-shot). */
  readonly seenNames: readonly string[];
  readonly heardNames: readonly string[];
  /** Questions and answers (AVQA). */
  readonly questions: readonly SceneQuestion[];
}

/** The labels of a clip for all tasks, from its script alone. */
export function sceneLabels(script: SceneScript): SceneLabels {
  const audibleEvents = eventsOf(script.sounds.map(({ classIndex, audible }) => ({ classIndex, intervals: audible })));
  const visibleEvents = eventsOf(script.objects.map(({ classIndex, visible }) => ({ classIndex, intervals: visible })));
  const audible = perClassAndSecond(audibleEvents, script.design.seconds);
  const visible = perClassAndSecond(visibleEvents, script.design.seconds);
  return {
    segments: secondsOf(script.design.seconds, (second) => {
      const seenAndHeard = sceneClasses.findIndex((_, index) => audible[index][second] && visible[index][second]);
      return seenAndHeard === -1 ? backgroundLabel : seenAndHeard;
    }),
    audible,
    visible,
    audibleEvents,
    visibleEvents,
    seenNames: namesPresent(visible),
    heardNames: namesPresent(audible),
    questions: sceneQuestions(script),
  };
}

/** Ordered by start, then by class. */
function eventsOf(present: readonly { classIndex: number; intervals: readonly Interval[] }[]): ModalityEvent[] {
  return present
    .flatMap(({ classIndex, intervals }) => intervals.map(({ start, end }) => ({ classIndex, start, end })))
    .sort((a, b) => a.start - b.start || a.classIndex - b.classIndex);
}

function perClassAndSecond(events: readonly ModalityEvent[], seconds: number): boolean[][] {
  return sceneClasses.map((_, index) => {
    const own = events.filter(({ classIndex }) => classIndex === index);
    return secondsOf(seconds, (second) => covers(own, second));
  });
}

function secondsOf<T>(count: number, value: (second: number) => T): T[] {
  return Array.from({ length: count }, (_, second) => value(second));
}

function namesPresent(present: readonly (readonly boolean[])[]): string[] {
  return sceneClasses.filter((_, classIndex) => present[classIndex].includes(true)).map(({ name }) => name);
}

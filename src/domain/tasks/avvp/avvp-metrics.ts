import { both, type ParsingArray } from './parsing-arrays.js';

/** A clip's arrays for both modalities. */
export interface ParsedClip {
  readonly audible: ParsingArray;
  readonly visible: ParsingArray;
}

/** One number a view. */
export interface ViewScores {
  readonly audio: number;
  readonly visual: number;
  readonly audioVisual: number;
  /** Audio and video counted together. */
  readonly event: number;
}

export interface ClipScores {
  readonly segment: ViewScores;
  readonly event: ViewScores;
}

interface Counts {
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
}

/** Scores of one clip in all views, by seconds and by events. spec/task-avvp §8. */
export function clipScores(predicted: ParsedClip, truth: ParsedClip): ClipScores {
  return { segment: views(predicted, truth, segmentCounts), event: views(predicted, truth, eventCounts) };
}

/** The ten numbers, as fractions: means over clips. */
export interface AvvpAccuracy {
  readonly segment: ViewScores & { readonly type: number };
  readonly event: ViewScores & { readonly type: number };
}

export function avvpAccuracy(clips: readonly ClipScores[]): AvvpAccuracy {
  const level = (of: 'segment' | 'event'): ViewScores & { readonly type: number } => {
    const mean = (view: keyof ViewScores): number => clips.reduce((sum, clip) => sum + clip[of][view], 0) / clips.length;
    const [audio, visual, audioVisual, event] = [mean('audio'), mean('visual'), mean('audioVisual'), mean('event')];
    return { audio, visual, audioVisual, type: (audio + visual + audioVisual) / 3, event };
  };
  return { segment: level('segment'), event: level('event') };
}

function views(predicted: ParsedClip, truth: ParsedClip, countsOf: (predicted: readonly number[], truth: readonly number[]) => Counts): ViewScores {
  const perClass = (p: ParsingArray, t: ParsingArray): Counts[] => p.map((row, k) => countsOf(row, t[k]));
  const audio = perClass(predicted.audible, truth.audible);
  const visual = perClass(predicted.visible, truth.visible);
  const together = audio.map((counts, k): Counts => ({ right: counts.right + visual[k].right, wrong: counts.wrong + visual[k].wrong, missed: counts.missed + visual[k].missed }));
  return { audio: meanScore(audio), visual: meanScore(visual), audioVisual: meanScore(perClass(both(predicted.audible, predicted.visible), both(truth.audible, truth.visible))), event: meanScore(together) };
}

/** Mean F over the classes that are predicted or true; 1 where none is. */
function meanScore(classes: readonly Counts[]): number {
  const present = classes.filter(({ right, wrong, missed }) => right + wrong + missed > 0);
  if (present.length === 0) return 1;
  return present.reduce((sum, { right, wrong, missed }) => sum + (2 * right) / (2 * right + wrong + missed), 0) / present.length;
}

function segmentCounts(predicted: readonly number[], truth: readonly number[]): Counts {
  const right = predicted.filter((value, t) => value === 1 && truth[t] === 1).length;
  return { right, wrong: ones(predicted) - right, missed: ones(truth) - right };
}

const ones = (row: readonly number[]): number => row.filter((value) => value === 1).length;

type Event = readonly [start: number, end: number];

/** A predicted event is right where it covers at least half of its union with a true one. */
function eventCounts(predicted: readonly number[], truth: readonly number[]): Counts {
  const [found, wanted] = [eventsOf(predicted), eventsOf(truth)];
  const right = found.filter((event) => wanted.some((other) => meets(event, other))).length;
  return { right, wrong: found.length - right, missed: wanted.filter((event) => !found.some((other) => meets(other, event))).length };
}

function meets([aStart, aEnd]: Event, [bStart, bEnd]: Event): boolean {
  const common = Math.min(aEnd, bEnd) - Math.max(aStart, bStart);
  return common > 0 && 2 * common >= Math.max(aEnd, bEnd) - Math.min(aStart, bStart);
}

/** Runs of ones. */
function eventsOf(row: readonly number[]): Event[] {
  const events: Event[] = [];
  let start: number | undefined;
  [...row, 0].forEach((value, t) => {
    if (value === 1) start ??= t;
    else if (start !== undefined) {
      events.push([start, t]);
      start = undefined;
    }
  });
  return events;
}

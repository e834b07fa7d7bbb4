import type { LabelledSpan } from '../../data/clip-labels.js';
import type { TensorValue } from '../../graph/tensor.js';
import type { Cue } from '../cue.js';
import type { BatchShape, ClipPrediction, ShownPrediction } from '../task.js';
import { spansOf } from './avvp-labels.js';
import type { ParsedClip } from './avvp-metrics.js';
import { decodeArray, truthArray } from './parsing-arrays.js';

/** Events that are heard and seen in a clip. */
export interface AvvpClipPrediction extends ClipPrediction {
  readonly segments: number;
  /** [class, first segment, segment after the last] */
  readonly audible: readonly LabelledSpan[];
  readonly visible: readonly LabelledSpan[];
  /** Of each class in the clip. */
  readonly classProbabilities: readonly number[];
}

/** Row `clip` of the outputs. */
export function avvpClipPrediction(id: string, clip: number, outputs: Readonly<Record<'output' | 'audioFrames' | 'visualFrames', TensorValue>>, { segments, classes }: BatchShape, threshold: number): AvvpClipPrediction {
  const row = ({ data }: TensorValue, size: number): ArrayLike<number> => data.subarray(clip * size, (clip + 1) * size);
  const output = row(outputs.output, classes);
  const events = (frames: TensorValue): LabelledSpan[] => spansOf(decodeArray(output, row(frames, classes * segments), classes, segments, threshold));
  return { id, segments, audible: events(outputs.audioFrames), visible: events(outputs.visualFrames), classProbabilities: Array.from(output) };
}

export const parsedPrediction = ({ audible, visible, segments }: AvvpClipPrediction, classes: number): ParsedClip => ({ audible: truthArray(audible, classes, segments), visible: truthArray(visible, classes, segments) });

/** Events in seconds, by modality. */
export function showEvents({ audible, visible, classProbabilities }: AvvpClipPrediction, classes: readonly string[], segmentSeconds: number): ShownPrediction {
  const timed = (spans: readonly LabelledSpan[]) => spans.map(([k, start, end]) => ({ class: classes[k], start: start * segmentSeconds, end: end * segmentSeconds }));
  const words = (spans: readonly LabelledSpan[]): string => (spans.length === 0 ? 'nothing' : timed(spans).map(({ class: name, start, end }) => `${name} ${start}–${end} s`).join(', '));
  return {
    values: { audible: timed(audible), visible: timed(visible), classProbabilities: Object.fromEntries(classes.map((name, k) => [name, classProbabilities[k]])) },
    lines: [`heard: ${words(audible)}`, `seen: ${words(visible)}`],
  };
}

/** One cue an event, in order of time: the two modalities may overlap. */
export function eventCues({ audible, visible }: AvvpClipPrediction, classes: readonly string[], segmentSeconds: number): Cue[] {
  const cuesOf = (name: string, spans: readonly LabelledSpan[]): Cue[] => spans.map(([k, start, end]) => ({ startSeconds: start * segmentSeconds, endSeconds: end * segmentSeconds, text: `${name}: ${classes[k]}` }));
  return [...cuesOf('heard', audible), ...cuesOf('seen', visible)].sort((a, b) => a.startSeconds - b.startSeconds || a.endSeconds - b.endSeconds);
}

import type { Json } from '../ports/run-store.js';

/** One event as annotations write it: class index, onset and offset in seconds. */
export type LabelledSpan = readonly [classIndex: number, onset: number, offset: number];

/**
 * What an annotation says of a clip besides one class per segment: plain data, kept in the clip cache. Keys that several tasks share are named here;
 * a data set and a task that belong together may use others.
 */
export type ClipLabels = {
  /** Classes that occur somewhere in the clip (weak labels): ascending, each once. */
  readonly classes?: readonly number[];
  /** Events that are heard, and seen. */
  readonly audible?: readonly LabelledSpan[];
  readonly visible?: readonly LabelledSpan[];
  readonly [key: string]: Json | undefined;
};

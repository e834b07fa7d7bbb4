import type { AvtoolError } from '../../domain/errors.js';
import type { Json } from '../../domain/ports/run-store.js';

/** What a configuration file holds: a value, and the line of every key by its dotted path. */
export interface FileContent {
  readonly value: Json;
  readonly lines: ReadonlyMap<string, number>;
}

/** Told every fault that is found, so that one look shows all of them. */
export type Report = (problem: AvtoolError) => void;

/** Levels that values may be nested: far more than any model has. */
export const maximalDepth = 32;

/** Words of a text: names, values and signs. Time and memory of reading grow with them; a configuration has some hundreds. */
export const maximalWords = 20_000;

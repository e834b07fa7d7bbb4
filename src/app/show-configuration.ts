import { AvtoolError, nearest } from '../domain/errors.js';
import type { Configuration, ConfigurationEntry } from '../domain/ports/configuration.js';
import { optionsByKey } from '../domain/ports/configuration-options.js';
import type { Json } from '../domain/ports/run-store.js';
import { withoutSecrets } from '../domain/secret-values.js';
import type { UseCaseReport } from './use-case-requests.js';

export interface ShownConfiguration extends UseCaseReport {
  readonly entries: readonly ConfigurationEntry[];
}

export interface ShowRequest {
  /** One key, or the beginning of several (`train`, `model.image`); all when absent. */
  readonly key?: string | undefined;
  /** Also what weaker sources say. */
  readonly origins: boolean;
}

/**
 * Values with their origins, one a line; texts that look secret are hidden.
 * @throws AvtoolError CONFIG_UNKNOWN_KEY naming the nearest
 */
export function showConfiguration(configuration: Configuration, { key, origins }: ShowRequest): ShownConfiguration {
  const entries = chosen(configuration.entries, key).map((entry) => withoutSecretValues(origins ? entry : { key: entry.key, value: entry.value, origin: entry.origin }));
  const rows = entries.flatMap((entry) => [
    { key: entry.key, value: shown(entry.value), origin: entry.origin },
    ...(entry.weaker ?? []).map(({ value, origin }) => ({ key: '', value: shown(value), origin: `${origin} (not used)` })),
  ]);
  const keyWidth = widest(rows.map((row) => row.key));
  const valueWidth = widest(rows.map((row) => row.value));
  return { entries, lines: rows.map((row) => `${row.key.padEnd(keyWidth)}  ${row.value.padEnd(valueWidth)}  ${row.origin}`) };
}

/** One long value does not push the origins of all others to the right. */
const widestColumn = 40;

function widest(texts: readonly string[]): number {
  return texts.reduce((width, { length }) => (length <= widestColumn ? Math.max(width, length) : width), 0);
}

function chosen(entries: readonly ConfigurationEntry[], key: string | undefined): readonly ConfigurationEntry[] {
  if (key === undefined) return entries;
  const isMeant = (candidate: string) => candidate === key || candidate.startsWith(`${key}.`);
  const set = entries.filter((entry) => isMeant(entry.key));
  const unset = [...optionsByKey].flatMap(([known, { otherwise }]) => (isMeant(known) && !set.some((entry) => entry.key === known) ? [{ key: known, value: null, origin: otherwise ?? 'not set' }] : []));
  if (set.length + unset.length === 0) {
    // Which settings a model has only its task knows.
    if (key === 'model' || key.startsWith('model.')) return [{ key, value: null, origin: 'of size and recipe' }];
    throw unknownKey(key);
  }
  return [...set, ...unset].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function unknownKey(key: string): AvtoolError {
  const keys = [...optionsByKey.keys()];
  const close = nearest(key, [...new Set([...keys, ...keys.map((known) => known.split('.')[0]), 'model'])]);
  return new AvtoolError({
    code: 'CONFIG_UNKNOWN_KEY',
    message: `There is no configuration key ${key}.`,
    fix: close.length > 0 ? `Did you mean ${close.join(' or ')}?` : 'avtool config:schema --markdown lists all keys.',
    exitCode: 2,
  });
}

function withoutSecretValues(entry: ConfigurationEntry): ConfigurationEntry {
  const hidden = <T extends { readonly value: Json }>(part: T): T => ({ ...part, value: withoutSecrets(entry.key, part.value) });
  return { ...hidden(entry), ...(entry.weaker !== undefined && { weaker: entry.weaker.map(hidden) }) };
}

/** Text as it is, unless it holds what a terminal takes for a command. */
function shown(value: Json): string {
  if (value === null) return '-';
  return typeof value === 'string' && !/\p{Cc}/u.test(value) ? value : JSON.stringify(value);
}

import type { BytePairTable } from './byte-pair-table.js';
import { TableFault } from './tokeniser-fault.js';

/** What a tokeniser file turned out to be. */
export type TokeniserFile =
  | { readonly kind: 'table'; readonly table: BytePairTable }
  | { readonly kind: 'vocabulary'; readonly vocabulary: BytePairTable['vocabulary'] }
  | { readonly kind: 'merges'; readonly merges: BytePairTable['merges'] };

const mostMerges = 500_000;
const mostTokens = 500_000;
const longestToken = 1024;

/** Tells `tokenizer.json`, `vocab.json` and lists of merges by their content. @throws TableFault */
export function parseTokeniserFile(text: string): TokeniserFile {
  const content = text.replace(/^\ufeff/, '');
  if (!/^\s*\{/.test(content)) return { kind: 'merges', merges: parseMerges(content) };
  const json = parseJson(content);
  if (!('model' in json)) return { kind: 'vocabulary', vocabulary: parseVocabulary(json) };
  const { model } = json;
  if (!isRecord(model) || !isRecord(model.vocab) || !Array.isArray(model.merges)) throw new TableFault('its model has no "vocab" and "merges" of byte pairs');
  return { kind: 'table', table: { vocabulary: parseVocabulary(withAdded(model.vocab, json.added_tokens)), merges: bounded(model.merges).map(parsePair) } };
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    if (isRecord(json)) return json;
  } catch (cause) {
    throw new TableFault('it is damaged JSON', { cause });
  }
  throw new TableFault('it is no JSON object');
}

/** Some files name the marks only beside the model. */
function withAdded(vocabulary: Record<string, unknown>, added: unknown): Record<string, unknown> {
  const marks = Array.isArray(added) ? added.filter(isRecord).flatMap(({ content, id }) => (typeof content === 'string' ? [[content, id] as const] : [])) : [];
  return Object.fromEntries([...Object.entries(vocabulary), ...marks]);
}

function parseVocabulary(json: Record<string, unknown>): Map<string, number> {
  const entries = Object.entries(json);
  if (entries.length > mostTokens) throw new TableFault(`it has ${entries.length} tokens, more than ${mostTokens}`);
  const vocabulary = new Map<string, number>();
  const ids = new Set<number>();
  for (const [token, id] of entries) {
    if (token.length > longestToken) throw new TableFault(`a token is longer than ${longestToken} characters`);
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= entries.length || ids.has(id)) {
      throw new TableFault(`token ${JSON.stringify(token)} has not an id of its own from 0 to ${entries.length - 1}`);
    }
    ids.add(id);
    vocabulary.set(token, id);
  }
  return vocabulary;
}

/** One pair a line; a first line with `#version` is none, nor are empty lines. */
function parseMerges(text: string): BytePairTable['merges'] {
  const lines = text.split(/\r?\n/);
  const first = /#\s*version/.test(lines[0]) ? 1 : 0;
  return bounded(lines.slice(first).filter((line) => line !== '')).map(parsePair);
}

function bounded<T>(merges: readonly T[]): readonly T[] {
  if (merges.length > mostMerges) throw new TableFault(`it has ${merges.length} merges, more than ${mostMerges}`);
  return merges;
}

/** `"a b"` or `["a", "b"]`. */
function parsePair(merge: unknown, rank: number): readonly [string, string] {
  const pair: readonly unknown[] = typeof merge === 'string' ? merge.split(' ') : Array.isArray(merge) ? merge : [];
  const [first, second] = pair;
  if (pair.length === 2 && isSymbol(first) && isSymbol(second)) return [first, second];
  throw new TableFault(`merge ${rank + 1} is not a pair of symbols`);
}

const isSymbol = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= longestToken;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

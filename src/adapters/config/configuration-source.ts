import { AvtoolError } from '../../domain/errors.js';
import type { FlagOverride } from '../../domain/ports/configuration.js';
import type { Json } from '../../domain/ports/run-store.js';
import { lineOfSyntaxError, linesOfKeys } from './json-lines.js';
import { keysOfGroups, schemaOfKey } from './schema.js';

/** One value that a source sets: `key` is `group.name`. */
export interface Setting {
  readonly key: string;
  readonly value: Json;
  readonly origin: string;
}

/** @throws AvtoolError CONFIG_SYNTAX naming file and line */
export function settingsOfFile(text: string, file: string): Setting[] {
  const content = parseJson(text, file);
  const lines = linesOfKeys(text);
  const originOf = (key: string) => `${file}:${lines.get(key) ?? 1}`;
  if (!isObject(content)) throw syntaxError(`${file}:1`, 'The file must hold a JSON object.');
  return Object.entries(content).flatMap(([group, values]) => {
    if (!isObject(values)) return [{ key: group, value: values, origin: originOf(group) }];
    return Object.entries(values).flatMap(([name, value]) => settingsOfValue(`${group}.${name}`, value, originOf));
  });
}

/** `--set key=value`. @throws AvtoolError SET_SYNTAX */
export function settingsOfSet(assignments: readonly string[]): Setting[] {
  return assignments.flatMap((assignment) => {
    const equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new AvtoolError({ code: 'SET_SYNTAX', message: `--set takes KEY=VALUE, not ${assignment}.`, fix: 'For example --set train.accumulate=2', exitCode: 2 });
    }
    const key = assignment.slice(0, equals);
    return settingsOfValue(key, typed(key, assignment.slice(equals + 1)), () => '--set');
  });
}

export function settingsOfFlags(flags: readonly FlagOverride[]): Setting[] {
  return flags.map(({ key, value, flag }) => ({ key, value: typed(key, value), origin: `flag ${flag}` }));
}

/** Every valid environment name with its key: `train.batchSize` is `AVTOOL_TRAIN__BATCH_SIZE`. */
export function environmentNames(): ReadonlyMap<string, string> {
  return new Map(
    [...keysOfGroups].flatMap(([group, names]) => (names ?? []).map((name) => [`AVTOOL_${upper(group)}__${upper(name)}`, `${group}.${name}`] as const)),
  );
}

/** One setting a value; an object below `model` is one a leaf, so that objects of several sources merge. */
function settingsOfValue(key: string, value: Json, originOf: (key: string) => string): Setting[] {
  if (key.startsWith('model.') && isObject(value)) {
    return Object.entries(value).flatMap(([name, part]) => settingsOfValue(`${key}.${name}`, part, originOf));
  }
  return [{ key, value, origin: originOf(key) }];
}

/** Names that oclif reads and that are no configuration of avtool; names of folders (`AVTOOL_DATA_DIR`, `AVTOOL_CLIPS_DIR`) are oclif's and the tests'. */
const foreignNames = /^AVTOOL_(\w+_DIR|BINPATH|COLUMNS|DEBUG|DISABLE_\w+|NPM_REGISTRY|REDIRECTED|S3_\w+|SKIP_\w+|THEME_FILE)$/;

/** `AVTOOL_GROUP__NAME`. Unknown names keep their form for the message, so that no misspelt one is passed over in silence. */
export function settingsOfEnvironment(environment: Readonly<Record<string, string | undefined>>): Setting[] {
  const known = environmentNames();
  return Object.entries(environment).flatMap(([name, text]) => {
    if (!name.startsWith('AVTOOL_') || text === undefined || foreignNames.test(name)) return [];
    const key = known.get(name) ?? modelKey(name) ?? name;
    return settingsOfValue(key, typed(key, text), () => `environment ${name}`);
  });
}

/** `AVTOOL_MODEL__IMAGE__EMBED_DIM` is `model.image.embedDim`. */
function modelKey(name: string): string | undefined {
  const rest = /^AVTOOL_MODEL__(.+)$/.exec(name)?.[1];
  if (rest === undefined) return undefined;
  const names = rest.split('__').map((part) => part.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()));
  return ['model', ...names].join('.');
}

/** Text as the schema of its key wants it: JSON where the key takes it, else the text itself. */
function typed(key: string, text: string): Json {
  const schema = schemaOfKey(key);
  if (schema === undefined || schema.safeParse(text).success) {
    // A model setting takes anything: `true` and `4` are meant as such.
    return key.startsWith('model.') ? jsonOrText(text) : text;
  }
  return jsonOrText(text);
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line = lineOfSyntaxError(text, error);
    throw syntaxError(line === undefined ? file : `${file}:${line}`, `The file is not valid JSON: ${error.message}.`);
  }
}

function syntaxError(where: string, message: string): AvtoolError {
  return new AvtoolError({ code: 'CONFIG_SYNTAX', message, where, exitCode: 2 });
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function upper(name: string): string {
  return name.replace(/([A-Z])/g, '_$1').toUpperCase();
}

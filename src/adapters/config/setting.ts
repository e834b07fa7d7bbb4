import { AvtoolError } from '../../domain/errors.js';
import type { Json } from '../../domain/ports/run-store.js';
import { maximalDepth } from './file-content.js';
import type { Report } from './file-content.js';

/** One value that a source sets: `key` is `group.name`, or longer below `model`. */
export interface Setting {
  readonly key: string;
  readonly value: Json;
  readonly origin: string;
}

/**
 * One setting a value: groups, and objects below `model`, are one a leaf, so that objects of several sources merge.
 * Names that no key can have and values that are no plain data are reported and left out.
 */
export function settingsOfValue(key: string, value: Json, originOf: (key: string) => string, report: Report): Setting[] {
  if (isObject(value) && (!key.includes('.') || key.startsWith('model.'))) {
    if (key.split('.').length > maximalDepth) {
      report(invalidValue(`A key is nested more than ${maximalDepth} levels deep.`, originOf(key)));
      return [];
    }
    return settingsOfObject(value, `${key}.`, originOf, report);
  }
  const fault = faultOf(value, 0);
  if (fault === undefined) return [{ key, value, origin: originOf(key) }];
  report(invalidValue(`${key} ${fault}.`, originOf(key)));
  return [];
}

/** The settings of an object's entries. @param prefix what stands before their names, with its dot */
export function settingsOfObject(object: { readonly [name: string]: Json }, prefix: string, originOf: (key: string) => string, report: Report): Setting[] {
  return Object.entries(object).flatMap(([name, part]) => {
    const key = `${prefix}${name}`;
    if (isName(name)) return settingsOfValue(key, part, originOf, report);
    report(badName(name, originOf(key)));
    return [];
  });
}

const isName = (name: string): boolean => namePattern.test(name) && !refusedNames.has(name);

/** What a name may be made of: nothing that a terminal, a path or an environment variable takes otherwise. */
const namePattern = /^[\w-]{1,100}$/;
/** Names that every JavaScript object has; as keys they could change what objects are. */
const refusedNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The part of a dotted key that cannot be a name, or `undefined`. */
export function badPart(key: string): string | undefined {
  return key.split('.').find((name) => !isName(name));
}

export function badName(name: string, origin: string): AvtoolError {
  return new AvtoolError({ code: 'CONFIG_UNKNOWN_KEY', message: `${shortened(JSON.stringify(name))} cannot be the name of a key.`, where: origin, fix: repairOfName(name), exitCode: 2 });
}

function repairOfName(name: string): string {
  if (refusedNames.has(name)) return 'Every object has something of that name; choose another one.';
  if (name.includes('.')) return 'In files keys are nested: { "train": { "epochs": 3 } }, not { "train.epochs": 3 }.';
  return 'Names are made of at most 100 letters, digits, _ and -.';
}

export function invalidValue(message: string, origin: string, fix?: string): AvtoolError {
  return new AvtoolError({ code: 'CONFIG_INVALID_VALUE', message, where: origin, ...(fix === undefined ? {} : { fix }), exitCode: 2 });
}

/** A value as messages show it. */
export function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

export function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Why a value inside of a key is no plain data, or `undefined`. */
function faultOf(value: Json, depth: number): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'holds a number that is not finite';
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === maximalDepth) return `is nested more than ${maximalDepth} levels deep`;
  const refused = Object.keys(value).find((name) => refusedNames.has(name));
  if (refused !== undefined) return `holds the key ${refused}, which no object may have`;
  return Object.values(value).map((part: Json) => faultOf(part, depth + 1)).find((fault) => fault !== undefined);
}

import { AvtoolError, nearest } from '../errors.js';
import type { Json } from '../ports/run-store.js';
import type { ModelSettings } from './model-settings.js';

/**
 * Settings with some values replaced. Objects merge, lists and plain values replace; a value must have the type it replaces.
 * @param base complete settings, whose keys and types are the schema
 * @param path dotted name of `base`, for messages
 * @throws AvtoolError for an unknown key (naming the nearest) or a value of another type
 */
export function overlaySettings<Settings extends object>(base: Settings, overrides: ModelSettings, path = 'model'): Settings {
  const result: Record<string, unknown> = Object.fromEntries(Object.entries(base));
  const known = Object.keys(base);
  for (const [key, value] of Object.entries(overrides)) {
    const name = `${path}.${key}`;
    if (!Object.hasOwn(base, key)) {
      const close = nearest(key, known);
      throw new AvtoolError({
        code: 'SETTING_UNKNOWN',
        message: `there is no setting "${name}"`,
        fix: close.length > 0 ? `did you mean ${path}.${close[0]}?` : `known: ${known.map((other) => `${path}.${other}`).join(', ')}`,
        exitCode: 2,
      });
    }
    result[key] = replaced(result[key], value, name);
  }
  return result as Settings;
}

function replaced(old: unknown, value: Json, name: string): unknown {
  if (isObject(old) && isObject(value)) return overlaySettings(old, value as ModelSettings, name);
  if (kindOf(old) !== kindOf(value)) {
    throw new AvtoolError({ code: 'SETTING_TYPE', message: `"${name}" must be a ${kindOf(old)}, got ${JSON.stringify(value)}`, exitCode: 2 });
  }
  return value;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : isObject(value) ? 'group of settings' : typeof value);

/** Complete settings as the plain data that run folders and overrides are made of. @throws Error for a value that is no plain data */
export function plainSettings(settings: object): ModelSettings {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, plain(value, key)]));
}

function plain(value: unknown, name: string): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((element) => plain(element, name));
  if (isObject(value)) return plainSettings(value);
  throw new Error(`setting "${name}" is no plain data`);
}

/** @throws AvtoolError SETTING_VALUE naming the nearest choice */
export function requireChoice<Choice extends string>(key: string, value: Choice, choices: readonly Choice[]): void {
  if (choices.includes(value)) return;
  const close = nearest(value, choices);
  throw new AvtoolError({
    code: 'SETTING_VALUE',
    message: `"model.${key}" cannot be "${value}"`,
    fix: close.length > 0 ? `did you mean ${close[0]}?` : `known: ${choices.join(', ')}`,
    exitCode: 2,
  });
}

import { AvtoolError, nearest } from '../../domain/errors.js';
import type { Configuration } from '../../domain/ports/configuration.js';
import type { Json } from '../../domain/ports/run-store.js';
import { environmentNames } from './configuration-source.js';
import type { Setting } from './configuration-source.js';
import { builtInDefaults, configurationSchema, keysOfGroups, schemaOfKey } from './schema.js';

/**
 * Lays the sources over each other; a value replaces the weaker one of its key.
 * @param sources strongest first
 * @throws AvtoolError CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE naming key, source and the nearest valid key
 */
export function resolveConfiguration(sources: readonly (readonly Setting[])[]): Configuration {
  const settings = new Map<string, Setting>();
  for (const source of [...sources, defaults()].reverse()) {
    for (const setting of source) {
      checkKey(setting);
      checkValue(setting);
      settings.set(setting.key, setting);
    }
  }
  const entries = [...settings.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { entries, values: configurationSchema.parse(nested(entries)) };
}

function defaults(): Setting[] {
  return Object.entries(builtInDefaults).flatMap(([group, values]) =>
    Object.entries(values).map(([name, value]: [string, Json]) => ({ key: `${group}.${name}`, value, origin: 'default' })),
  );
}

function checkKey({ key, origin }: Setting): void {
  if (key.startsWith('AVTOOL_')) throw unknownKey(key, origin, [...environmentNames().keys()]);
  const dot = key.indexOf('.');
  const group = dot < 0 ? key : key.slice(0, dot);
  if (!keysOfGroups.has(group)) throw unknownKey(key, origin, dot < 0 ? [...keysOfGroups.keys()] : allKeys());
  const names = keysOfGroups.get(group);
  if (dot < 0) {
    throw new AvtoolError({ code: 'CONFIG_INVALID_VALUE', message: `${key} is a group of keys, not a value.`, where: origin, fix: `Give an object with ${names?.join(', ') ?? 'settings of the model'}.`, exitCode: 2 });
  }
  const name = key.slice(dot + 1);
  if (names !== undefined && !names.includes(name)) {
    throw unknownKey(key, origin, names.map((known) => `${group}.${known}`));
  }
}

function allKeys(): string[] {
  return [...keysOfGroups].flatMap(([group, names]) => (names ?? ['*']).map((name) => `${group}.${name}`));
}

function unknownKey(key: string, origin: string, known: readonly string[]): AvtoolError {
  const close = nearest(key, known);
  return new AvtoolError({
    code: 'CONFIG_UNKNOWN_KEY',
    message: `There is no configuration key ${key}.`,
    where: origin,
    fix: close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `Known: ${known.join(', ')}.`,
    exitCode: 2,
  });
}

function checkValue({ key, value, origin }: Setting): void {
  const checked = schemaOfKey(key)?.safeParse(value);
  if (checked === undefined || checked.success) return;
  const [issue] = checked.error.issues;
  const allowed = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const close = typeof value === 'string' ? nearest(value, allowed) : [];
  throw new AvtoolError({
    code: 'CONFIG_INVALID_VALUE',
    message: `${key} cannot be ${JSON.stringify(value)}: ${issue.message}.`,
    where: origin,
    ...(close.length > 0 ? { fix: `Did you mean ${close.join(' or ')}?` } : {}),
    exitCode: 2,
  });
}

/** `model.image.depths` → `{ model: { image: { depths } } }`; every group is there. */
function nested(settings: readonly Setting[]): Json {
  const groups: MutableGroup = Object.fromEntries([...keysOfGroups.keys()].map((group) => [group, {}]));
  for (const { key, value } of settings) {
    const names = key.split('.');
    const last = names.pop() ?? key;
    let scope = groups;
    for (const name of names) scope = groupIn(scope, name);
    scope[last] = value;
  }
  return groups;
}

interface MutableGroup {
  [name: string]: Json;
}

function groupIn(scope: MutableGroup, name: string): MutableGroup {
  const group: MutableGroup = { ...(scope[name] as MutableGroup | undefined) };
  scope[name] = group;
  return group;
}

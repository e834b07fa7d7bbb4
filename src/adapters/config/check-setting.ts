import { AvtoolError, nearest } from '../../domain/errors.js';
import { environmentNames, knownKeys } from './key-names.js';
import { keysOfGroups, schemaOfKey } from './schema.js';
import { badName, badPart, invalidValue, shortened } from './setting.js';
import type { Setting } from './setting.js';
import { whatItTakes } from './what-it-takes.js';

/** What is wrong with a setting: an unknown key (with the nearest ones) or a value that the key does not take. */
export function faultOfSetting(setting: Setting): AvtoolError | undefined {
  return faultOfKey(setting) ?? faultOfValue(setting);
}

function faultOfKey({ key, origin }: Setting): AvtoolError | undefined {
  if (key.startsWith('AVTOOL_')) return unknownKey(key, origin, [...environmentNames.keys()]);
  const [group, ...names] = key.split('.');
  const bad = badPart(key);
  if (bad !== undefined) return badName(bad, origin);
  if (!keysOfGroups.has(group)) return unknownKey(key, origin, names.length === 0 ? [...keysOfGroups.keys()] : knownKeys);
  const known = keysOfGroups.get(group);
  if (names.length === 0) return invalidValue(`${key} is a group of keys, not a value.`, origin, `Give an object with ${known?.join(', ') ?? 'settings of the model'}.`);
  if (known === undefined || known.includes(names.join('.'))) return undefined;
  const whole = `${group}.${names[0]}`;
  if (known.includes(names[0])) return unknownKey(key, origin, [], `${whole} is one value, set as a whole: ${whatItTakes(whole)}.`);
  return unknownKey(key, origin, known.map((name) => `${group}.${name}`));
}

function unknownKey(key: string, origin: string, known: readonly string[], fix?: string): AvtoolError {
  const close = nearest(key, known);
  return new AvtoolError({
    code: 'CONFIG_UNKNOWN_KEY',
    message: `There is no configuration key ${key}.`,
    where: origin,
    fix: fix ?? (close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `Known: ${known.join(', ')}.`),
    exitCode: 2,
  });
}

function faultOfValue({ key, value, origin }: Setting): AvtoolError | undefined {
  const checked = schemaOfKey(key)?.safeParse(value);
  if (checked === undefined || checked.success) return undefined;
  const [issue] = checked.error.issues;
  const close = issue.code === 'invalid_value' && typeof value === 'string' ? nearest(value, issue.values.map(String)) : [];
  const inside = issue.path.length > 0 && issue.code !== 'invalid_union' ? ` (${issue.path.join('.')}: ${issue.message})` : '';
  return invalidValue(`${key} cannot be ${shortened(JSON.stringify(value))}: it takes ${whatItTakes(key)}${inside}.`, origin, close.length > 0 ? `Did you mean ${close.join(' or ')}?` : undefined);
}

import type { ConfigurationEntry } from '../../domain/ports/configuration.js';
import type { Report } from './file-content.js';
import { invalidValue } from './setting.js';
import type { Setting } from './setting.js';

/**
 * Lays settings over each other: a value replaces the weaker one of its key, which the entry remembers.
 * A key of the model that is a value here and a group of keys there is reported, and the stronger one counts.
 * @param settings weakest first
 * @returns sorted by key
 */
export function mergeSettings(settings: readonly Setting[], report: Report): ConfigurationEntry[] {
  const entries = new Map<string, ConfigurationEntry>();
  const groups = new Map<string, ConfigurationEntry>();
  for (const setting of settings) {
    const { key, origin } = setting;
    const around = groupsOf(key);
    const other = groups.get(key) ?? around.map((group) => entries.get(group)).find((entry) => entry !== undefined);
    if (other !== undefined) {
      report(invalidValue(`${key} cannot be merged with ${other.key} of ${other.origin}: one makes a value of what is a group of keys for the other.`, origin, 'Give both the same form.'));
      removeConflicting(key, entries, groups);
    }
    const below = entries.get(key);
    const entry = below === undefined ? setting : { ...setting, weaker: [{ value: below.value, origin: below.origin }, ...(below.weaker ?? [])] };
    entries.set(key, entry);
    for (const group of around) groups.set(group, entry);
  }
  return [...entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** `model.image.depths` is in the groups `model` and `model.image`. */
function groupsOf(key: string): string[] {
  const names = key.split('.');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('.'));
}

function removeConflicting(key: string, entries: Map<string, ConfigurationEntry>, groups: Map<string, ConfigurationEntry>): void {
  for (const group of groups.keys()) {
    if (group === key || group.startsWith(`${key}.`)) groups.delete(group);
  }
  for (const other of entries.keys()) {
    if (other.startsWith(`${key}.`) || key.startsWith(`${other}.`)) entries.delete(other);
  }
}

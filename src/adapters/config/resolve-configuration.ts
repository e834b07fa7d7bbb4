import type { Configuration, ConfigurationEntry } from '../../domain/ports/configuration.js';
import type { Json } from '../../domain/ports/run-store.js';
import { faultOfSetting } from './check-setting.js';
import type { Report } from './file-content.js';
import { mergeSettings } from './merge-settings.js';
import { builtInDefaults, configurationSchema, keysOfGroups } from './schema.js';
import type { Setting } from './setting.js';

/**
 * The sources as one value, over the built-in defaults. What is wrong with a setting is reported, and the setting left out.
 * @param sources strongest first
 */
export function resolveConfiguration(sources: readonly (readonly Setting[])[], report: Report): Configuration {
  const usable = sources.map((settings) =>
    settings.filter((setting) => {
      const fault = faultOfSetting(setting);
      if (fault !== undefined) report(fault);
      return fault === undefined;
    }),
  );
  const entries = mergeSettings([...usable, builtInDefaults].reverse().flat(), report);
  return { entries, values: configurationSchema.parse(nested(entries)) };
}

interface MutableGroup {
  [name: string]: Json;
}

/** `model.image.depths` → `{ model: { image: { depths } } }`; every group is there. */
function nested(entries: readonly ConfigurationEntry[]): Json {
  const groups: MutableGroup = Object.fromEntries([...keysOfGroups.keys()].map((group) => [group, {}]));
  for (const { key, value } of entries) {
    const names = key.split('.');
    const last = names.pop() ?? key;
    let scope = groups;
    for (const name of names) scope = groupIn(scope, name);
    scope[last] = value;
  }
  return groups;
}

function groupIn(scope: MutableGroup, name: string): MutableGroup {
  const group: MutableGroup = { ...(scope[name] as MutableGroup | undefined) };
  scope[name] = group;
  return group;
}

import { AvtoolError, nearest } from '../../contract/index.js';
import type { PluginRecord } from '../../contract/plugin-management.js';

/** The installed plugin of that package name. @throws AvtoolError PLUGIN_NOT_INSTALLED with the nearest names */
export function recordCalled(name: string, records: readonly PluginRecord[]): PluginRecord {
  const found = records.find((record) => record.name === name);
  if (found !== undefined) return found;
  const known = records.map((record) => record.name);
  const close = nearest(name, known);
  throw new AvtoolError({
    code: 'PLUGIN_NOT_INSTALLED',
    message: `No plugin called ${name} is installed.`,
    fix: close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `Installed: ${known.length > 0 ? known.join(', ') : 'none'}.`,
    exitCode: 2,
  });
}

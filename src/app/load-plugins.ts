import { AvtoolError } from '../domain/errors.js';
import { leftOutLine, repairOf } from '../domain/plugin-messages.js';
import type { PluginFault, PluginOrigin } from '../domain/plugin-messages.js';
import { loadPlugin } from './load-plugin.js';
import type { InstalledPlugin } from './load-plugin.js';
import { claims } from './plugin-contents.js';
import type { PluginContents } from './plugin-contents.js';
import type { PluginDefinition } from './plugin-definition.js';

/** An installed plugin as it is: what it brings, or why it is left out. */
export interface PluginStatus {
  readonly name: string;
  readonly version: string;
  readonly origin: PluginOrigin;
  readonly contents: PluginContents | undefined;
  readonly fault: PluginFault | undefined;
}

export interface LoadedPlugin {
  readonly source: InstalledPlugin;
  readonly definition: PluginDefinition | undefined;
  readonly fault: PluginFault | undefined;
}

/**
 * Loads all definitions; what cannot be used is left out and the others go on working.
 * @param warn is told, once each, about plugins that are left out
 */
export async function loadPlugins(sources: readonly InstalledPlugin[], warn: (line: string) => void): Promise<readonly LoadedPlugin[]> {
  const owners = new Map<string, string>();
  const taken = (definition: PluginDefinition): string | undefined => claims(definition).find((claim) => owners.has(claim));
  return (await Promise.all(sources.map(load))).map((plugin) => {
    const clash = plugin.definition && taken(plugin.definition);
    const settled = clash === undefined ? plugin : leftOut(plugin.source, `it brings the ${clash} that plugin ${owners.get(clash)} has already brought`, repairOf(plugin.source));
    for (const claim of settled.definition === undefined ? [] : claims(settled.definition)) owners.set(claim, settled.source.name);
    if (settled.fault !== undefined && plugin.source.reported !== true) warn(leftOutLine(settled.source, settled.fault));
    return settled;
  });
}

async function load(source: InstalledPlugin): Promise<LoadedPlugin> {
  try {
    return { source, definition: await loadPlugin(source), fault: undefined };
  } catch (error) {
    if (!(error instanceof AvtoolError)) throw error;
    const reason = error.message.replace(/\.$/, '').replace(`Plugin ${source.name} `, 'it ');
    return leftOut(source, `${reason}${error.where === undefined ? '' : ` (${error.where})`}`, error.fix ?? repairOf(source));
  }
}

function leftOut(source: InstalledPlugin, reason: string, fix: string): LoadedPlugin {
  return { source, definition: undefined, fault: { reason, fix } };
}

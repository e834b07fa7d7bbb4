import type { Command } from '@oclif/core';
import { AvtoolError, isAvtoolError } from '../../domain/errors.js';
import { leftOutLine, repairOf } from '../../domain/plugin-messages.js';
import type { LoadingBound } from './loading-bound.js';
import { folderOf, readPluginRecords } from './plugin-records.js';
import type { PluginRecord } from './plugin-records.js';
import { brokenPlugin, openUserPlugin } from './open-user-plugin.js';
import type { PluginPlace } from './open-user-plugin.js';
import type { UserPlugin } from './user-plugin.js';

export interface TakenNames {
  /** Packages that come with avtool. */
  readonly plugins: ReadonlySet<string>;
  /** Their commands and aliases. */
  readonly commands: ReadonlySet<string>;
}

/**
 * The installed plugins of the user. One that cannot be used is named on `warn` with reason and repair; the others are not touched by it.
 * @param taken what third parties cannot replace
 */
export async function loadUserPlugins(dataFolder: string, taken: TakenNames, bound: LoadingBound, warn: (line: string) => void): Promise<UserPlugin[]> {
  const records = await readPluginRecords(dataFolder).catch((error: unknown) => {
    if (!isAvtoolError(error)) throw error;
    warn(`No installed plugin is used: ${error.message.replace(/\.$/, '')} (${error.where ?? dataFolder}). Repair: ${error.fix ?? ''}`);
    return [];
  });
  const usable = records.filter((record) => {
    if (!taken.plugins.has(record.name)) return true;
    warn(`The installed plugin ${record.name} is not used: avtool itself brings a plugin of this name. Repair: avtool plugins:uninstall ${record.name}.`);
    return false;
  });
  const plugins = await Promise.all(usable.map((record) => openRecord(record, { folder: folderOf(dataFolder, record), origin: record.type }, bound, warn)));
  const commands = new Set(taken.commands);
  for (const plugin of plugins) {
    plugin.commands = plugin.commands.flatMap((command) => freeNames(command, commands, plugin, warn));
    plugin.commandIDs = plugin.commands.map(({ id }) => id);
    for (const { id, aliases } of plugin.commands) for (const name of [id, ...aliases]) commands.add(name);
  }
  return plugins;
}

async function openRecord(record: PluginRecord, place: PluginPlace, bound: LoadingBound, warn: (line: string) => void): Promise<UserPlugin> {
  const fix = repairOf({ name: record.name, origin: record.type });
  try {
    return await openUserPlugin(record.name, place, bound, (reason) => warn(`Of plugin ${record.name} only the definition is used: ${reason}. Repair: ${fix}.`));
  } catch (error) {
    if (!(error instanceof AvtoolError)) throw error;
    const plugin = brokenPlugin(record.name, place, error);
    warn(leftOutLine(plugin, { reason: error.message.replace(/\.$/, ''), fix }));
    return plugin;
  }
}

/** The command without the names that others have, or nothing. */
function freeNames(command: Command.Loadable, taken: ReadonlySet<string>, plugin: UserPlugin, warn: (line: string) => void): Command.Loadable[] {
  const free = (name: string): boolean => !taken.has(name);
  if (!free(command.id)) {
    warn(`Command ${command.id} of plugin ${plugin.name} ${plugin.version} is left out: the name is taken. Repair: ${repairOf({ name: plugin.name, origin: plugin.type === 'link' ? 'link' : 'user' })}.`);
    return [];
  }
  return [{ ...command, aliases: command.aliases.filter(free), hiddenAliases: command.hiddenAliases.filter(free) }];
}

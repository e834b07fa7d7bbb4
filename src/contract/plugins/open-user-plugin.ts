import type { Interfaces } from '@oclif/core';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InstalledPlugin } from '../../app/load-plugin.js';
import { AvtoolError } from '../../domain/errors.js';
import { repairOf } from '../../domain/plugin-messages.js';
import type { LoadingBound } from './loading-bound.js';
import { readManifest } from './plugin-manifest.js';
import type { PluginManifest } from './plugin-manifest.js';
import { taskCommands } from './task-commands.js';
import { UserPlugin } from './user-plugin.js';

/** Where a plugin is, and how it came there. */
export interface PluginPlace {
  readonly folder: string;
  readonly origin: 'user' | 'link';
}

/**
 * A plugin of which nothing has run yet, unless it has no oclif manifest: then oclif has to import its command files.
 * @param name under which it is recorded
 * @param warn is told when the commands cannot be loaded; the definition may still work
 * @throws AvtoolError PLUGIN_BROKEN for a `package.json` that is missing, not usable or another plugin's
 */
export async function openUserPlugin(name: string, place: PluginPlace, bound: LoadingBound, warn: (reason: string) => void): Promise<UserPlugin> {
  const manifest = await readManifest(place.folder);
  if (manifest.name !== name) throw new AvtoolError({ code: 'PLUGIN_BROKEN', message: `its package.json calls it ${manifest.name}.`, exitCode: 3 });
  const source = sourceOf(manifest, place, bound);
  const plugin = await bound
    .load(manifest.name, () => oclifPlugin(manifest, place, manifest.oclif))
    .catch((error: unknown) => {
      warn(`its commands cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
      return oclifPlugin(manifest, place, { ...manifest.oclif, commands: undefined });
    });
  plugin.source = source;
  plugin.commands = plugin.commands.map((command) => ({ ...command, load: () => bound.load(manifest.name, () => command.load()).catch((error: unknown) => Promise.reject(commandBroken(error, manifest.name, place))) }));
  if (source !== undefined) plugin.commands.push(...taskCommands(manifest.tasks, source, plugin).filter(({ id }) => !plugin.commands.some((own) => own.id === id)));
  plugin.commandIDs = plugin.commands.map(({ id }) => id);
  return plugin;
}

/** Stands for a plugin that cannot be opened, so that lists can name it. */
export function brokenPlugin(name: string, place: PluginPlace, fault: AvtoolError): UserPlugin {
  const plugin = new UserPlugin({ root: place.folder, type: place.origin });
  const version = '(no version)';
  Object.assign(plugin, { name, alias: name, version, root: place.folder, type: place.origin, pjson: { name, version, oclif: {} }, commands: [], hooks: {} });
  plugin.source = { name, version, origin: place.origin, reported: true, load: () => Promise.reject(fault) };
  return plugin;
}

async function oclifPlugin(manifest: PluginManifest, { folder, origin }: PluginPlace, oclif: object): Promise<UserPlugin> {
  // What `package.json` says is handed over, so that oclif looks for no other file that could run code.
  const pjson = { ...manifest.content, oclif } as unknown as Interfaces.PJSON;
  const plugin = new UserPlugin({ root: folder, type: origin, pjson, errorOnManifestCreate: true });
  await plugin.load();
  return plugin;
}

function sourceOf({ name, version, module }: PluginManifest, { folder, origin }: PluginPlace, bound: LoadingBound): InstalledPlugin | undefined {
  if (module === undefined) return undefined;
  const url = pathToFileURL(join(folder, module)).href;
  return { name, version, origin, load: () => bound.load(name, () => import(url) as Promise<unknown>) };
}

function commandBroken(error: unknown, name: string, { origin }: PluginPlace): unknown {
  if (error instanceof AvtoolError && error.fix !== undefined) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new AvtoolError({ code: 'PLUGIN_BROKEN', message: `The command of plugin ${name} cannot be loaded: ${reason}`, fix: repairOf({ name, origin }), exitCode: 3, cause: error });
}

import type { Config } from '@oclif/core';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PluginSource } from '../../app/plugin-registry.js';
import { absentPlugins } from '../plugins/known-plugins.js';
import { UserPlugin } from '../plugins/user-plugin.js';

/** The plugins that name a definition module in their `package.json` (`avtool.plugin`), first-party ones first, and the known ones that are not installed. */
export function pluginSources(config: Pick<Config, 'getPluginsList' | 'plugins' | 'dataDir' | 'pjson'>): PluginSource[] {
  const installed = config.getPluginsList().flatMap((plugin): PluginSource[] => {
    if (plugin instanceof UserPlugin) return plugin.source === undefined ? [] : [plugin.source];
    const { name, version, root, pjson } = plugin;
    const module = modulePath(pjson);
    if (module === undefined) return [];
    const url = pathToFileURL(join(root, module)).href;
    return [{ name, version, origin: 'first-party', load: () => import(url) as Promise<unknown> }];
  });
  return [...installed, ...absentPlugins(config)];
}

function modulePath(pjson: object): string | undefined {
  const section: unknown = 'avtool' in pjson ? pjson.avtool : undefined;
  if (typeof section !== 'object' || section === null || !('plugin' in section)) return undefined;
  return typeof section.plugin === 'string' ? section.plugin : undefined;
}

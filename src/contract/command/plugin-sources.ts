import type { Config } from '@oclif/core';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PluginSource } from '../../app/plugin-registry.js';

/** The installed plugins that name a definition module in their `package.json` (`avtool.definition`). */
export function pluginSources(config: Pick<Config, 'getPluginsList'>): PluginSource[] {
  return config.getPluginsList().flatMap(({ name, version, root, pjson }) => {
    const definition = definitionPath(pjson);
    if (definition === undefined) return [];
    const url = pathToFileURL(join(root, definition)).href;
    return [{ name, version, load: () => import(url) as Promise<unknown> }];
  });
}

function definitionPath(pjson: object): string | undefined {
  const section: unknown = 'avtool' in pjson ? pjson.avtool : undefined;
  if (typeof section !== 'object' || section === null || !('definition' in section)) return undefined;
  return typeof section.definition === 'string' ? section.definition : undefined;
}

import { AvtoolError } from '../domain/errors.js';
import { repairOf } from '../domain/plugin-messages.js';
import type { PluginOrigin } from '../domain/plugin-messages.js';
import { checkPluginDefinition } from './check-plugin-definition.js';
import { namedCalls } from './plugin-calls.js';
import type { PluginDefinition } from './plugin-definition.js';
import { reasonOf } from './plugin-error.js';

/** An installed plugin that says where its definition is; nothing of it is loaded yet. */
export interface InstalledPlugin {
  readonly name: string;
  readonly version: string;
  readonly origin: PluginOrigin;
  /** The user has been told already why it cannot be loaded. */
  readonly reported?: boolean;
  /** Imports the module; its definition is the default export or the export `plugin`. */
  load(): Promise<unknown>;
}

/**
 * Loads and checks the definition of one plugin.
 * @throws AvtoolError PLUGIN_BROKEN, PLUGIN_SLOW, PLUGIN_CONTRACT, PLUGIN_INVALID with the reason and how to repair it
 */
export async function loadPlugin(source: InstalledPlugin): Promise<PluginDefinition> {
  try {
    const definition = checkPluginDefinition(definitionIn(await source.load()), source.name);
    return source.origin === 'first-party' ? definition : namedCalls(definition, source.name);
  } catch (error) {
    if (error instanceof AvtoolError) throw error;
    throw new AvtoolError({ code: 'PLUGIN_BROKEN', message: `Plugin ${source.name} cannot be loaded: ${reasonOf(error)}.`, fix: repairOf(source), exitCode: 3, cause: error });
  }
}

function definitionIn(module: unknown): unknown {
  if (typeof module !== 'object' || module === null) return undefined;
  if ('plugin' in module) return module.plugin;
  return 'default' in module ? module.default : undefined;
}

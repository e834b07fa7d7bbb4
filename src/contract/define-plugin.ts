import { checkPluginDefinition } from '../app/check-plugin-definition.js';
import type { PluginDefinition } from '../app/plugin-definition.js';

/**
 * Checks a plugin's definition and freezes it.
 * @throws AvtoolError PLUGIN_INVALID naming plugin, path (`datasets[0].splits`) and what was expected
 */
export function definePlugin(definition: PluginDefinition): PluginDefinition {
  return checkPluginDefinition(definition, definition.name);
}

import type { PluginDefinition } from '../app/plugin-definition.js';

/** The definition, typed and frozen. It is checked where it is loaded, so that a plugin needs no schema library of its own. */
export function definePlugin<const Definition extends PluginDefinition>(definition: Definition): Definition {
  return Object.freeze(definition);
}

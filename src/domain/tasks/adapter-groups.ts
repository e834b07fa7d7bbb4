import type { AdapterMethod } from '../adapters/adapter-method.js';
import { noAdapter } from '../adapters/unknown-adapter.js';
import { dgsctMethod } from '../dgsct/dgsct-method.js';
import type { Json } from '../ports/run-store.js';
import type { ModelSettings } from './model-settings.js';

/** What a network brings itself; its settings are also those of a network without adapters. */
export const ownMethod = ({ adapter = dgsctMethod.name }: ModelSettings): AdapterMethod | undefined => (adapter === dgsctMethod.name || adapter === noAdapter ? dgsctMethod : undefined);

/** The adapter settings that the others are laid over. Where the method is not at hand (only the network needs it) they are as the overrides have them. */
export function adapterGroups(overrides: ModelSettings, method: AdapterMethod | undefined): { readonly visualAdapter: ModelSettings; readonly audioAdapter: ModelSettings } {
  const groupOf = (name: string): ModelSettings => {
    const given = overrides[name];
    return method?.settings ?? (isGroup(given) ? given : {});
  };
  return { visualAdapter: groupOf('visualAdapter'), audioAdapter: groupOf('audioAdapter') };
}

const isGroup = (value: Json | undefined): value is ModelSettings => typeof value === 'object' && value !== null && !Array.isArray(value);

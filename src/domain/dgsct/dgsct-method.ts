import type { AdapterMethod } from '../adapters/adapter-method.js';
import { overlaySettings } from '../tasks/overlay-settings.js';
import { dgsctAdapter } from './adapter.js';
import { paperAdapterSettings } from './adapter-settings.js';

/** The paper's method, as every other one is brought. */
export const dgsctMethod: AdapterMethod = {
  name: 'dgsct',
  description: 'dual-guided spatial, channel and temporal attention (Duan et al., NeurIPS 2023)',
  settings: paperAdapterSettings,
  build: (scope, x, prompt, settings, context) => dgsctAdapter(scope, x, prompt, overlaySettings(paperAdapterSettings, settings, scope.path), context),
};

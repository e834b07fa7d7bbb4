import type { AdapterMethod } from '../adapters/adapter-method.js';
import { overlaySettings, requireChoice } from '../tasks/overlay-settings.js';
import { dgsctAdapter } from './adapter.js';
import { paperAdapterSettings } from './adapter-settings.js';

/** The paper's method, as every other one is brought. */
export const dgsctMethod: AdapterMethod = {
  name: 'dgsct',
  description: 'dual-guided spatial, channel and temporal attention (Duan et al., NeurIPS 2023)',
  settings: paperAdapterSettings,
  build(scope, x, prompt, settings, context) {
    const complete = overlaySettings(paperAdapterSettings, settings, scope.path);
    requireChoice(`${scope.path}.tokenStart`, complete.tokenStart, ['uniform', 'zeros']);
    requireChoice(`${scope.path}.unusedWeightsOf`, complete.unusedWeightsOf, ['ave', 'avqa', 'avvp', 'avs']);
    return dgsctAdapter(scope, x, prompt, complete, context);
  },
};

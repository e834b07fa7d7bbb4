import { guidedCost } from '../guided-cost.js';
import { avvpSettings } from './avvp-settings.js';

/** How the published network is counted (spec/task-avvp §9). */
export const avvpCost = guidedCost({
  countedModel: { unusedWeights: true, visualAdapter: { unusedWeights: true }, audioAdapter: { unusedWeights: true } },
  ownParts: ['temporal_attn', 'audio_cug', 'visual_cug', 'av_mcg', 'adapter_token_downsampler'],
  settingsOf: avvpSettings,
});

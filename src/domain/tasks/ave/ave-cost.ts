import { guidedCost } from '../guided-cost.js';
import type { CostRules } from '../task.js';
import { aveSettings } from './ave-settings.js';

const rules = guidedCost({
  countedModel: { unusedWeights: true, visualAdapter: { unusedWeights: true }, audioAdapter: { unusedWeights: true } },
  ownParts: ['temporal_attn', 'CMBS'],
  settingsOf: aveSettings,
});

/** How the published AVE network was counted (spec/task-ave §8): the published log leaves `adapter_token_downsampler` (frozen, unused) out. */
export const aveCost: CostRules = { ...rules, partOf: (name) => (name?.startsWith('adapter_token_downsampler') === true ? null : rules.partOf(name)) };

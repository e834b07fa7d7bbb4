import { guidedCost } from '../guided-cost.js';
import { avqaSettings } from './avqa-settings.js';

/** How the published network is counted (spec/task-avqa §8); negative frames are only there in training. */
export const avqaCost = guidedCost({
  countedModel: { unusedWeights: true, visualAdapter: { unusedWeights: true }, audioAdapter: { unusedWeights: true, gate: false } },
  ownParts: ['question_encoder', 'attn_[av]'],
  settingsOf: avqaSettings,
});

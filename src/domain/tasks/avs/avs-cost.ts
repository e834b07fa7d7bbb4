import { guidedCost } from '../guided-cost.js';
import { taskAvsSettings } from './avs-settings.js';

/** How the published network is counted (spec/task-avs §9), without the parts that it builds and never runs. */
export const avsCost = guidedCost({
  countedModel: { unusedWeights: true, visualAdapter: { unusedWeights: true }, audioAdapter: { unusedWeights: true } },
  ownParts: ['temporal_attn', 'tpavi', 'path', 'output_conv'],
  settingsOf: taskAvsSettings,
});

import { spectrogramMultiplyAdds } from '../../encoders/log-mel.js';
import { aveCost } from '../ave/ave-cost.js';
import type { CostRules } from '../task.js';
import { samplesPerSegment, taskAvsSettings } from './avs-settings.js';

/** How the published network is counted (spec/task-avs §9), without the parts that it builds and never runs. */
export const avsCost: CostRules = {
  countedModel: { unusedWeights: true, visualAdapter: { unusedWeights: true }, audioAdapter: { unusedWeights: true } },

  partOf(name) {
    if (name === undefined) return 'htsat front end';
    const stage = /^(swin|htsat)\.layers\.(\d+)/.exec(name);
    if (stage !== null) return `${stage[1]} stage ${stage[2]}`;
    return /^(swin\.patch_embed|htsat\.patch_embed|swin|htsat|audio_adapter_blocks_p[12]|vis_adapter_blocks_p[12]|temporal_attn|tpavi|path|output_conv)/.exec(name)?.[0] ?? 'other';
  },

  isLayerWeight: (name) => aveCost.isLayerWeight(name),

  tables(settings, shape) {
    const avs = taskAvsSettings(settings);
    const { fftSize, melBins } = avs.audio;
    const frequencies = fftSize / 2 + 1;
    return { part: 'htsat front end', parameters: 2 * frequencies * fftSize + frequencies * melBins, multiplyAdds: spectrogramMultiplyAdds(avs.audio, shape.clips * shape.segments, samplesPerSegment(avs, shape) * avs.soundRepeats) };
  },
};

import { aveCost } from '../ave/ave-cost.js';
import { spectrogramMultiplyAdds } from '../../encoders/log-mel.js';
import type { CostRules } from '../task.js';
import { avvpSamples, avvpSettings } from './avvp-settings.js';

/** How the published network is counted (spec/task-avvp §9). */
export const avvpCost: CostRules = {
  countedModel: { unusedWeights: true, visualAdapter: { unusedWeights: true }, audioAdapter: { unusedWeights: true } },

  partOf(name) {
    if (name === undefined) return 'htsat front end';
    const stage = /^(swin|htsat)\.layers\.(\d+)/.exec(name);
    if (stage !== null) return `${stage[1]} stage ${stage[2]}`;
    return /^(swin\.patch_embed|htsat\.patch_embed|swin|htsat|audio_adapter_blocks_p[12]|vis_adapter_blocks_p[12]|temporal_attn|audio_cug|visual_cug|av_mcg|adapter_token_downsampler)/.exec(name)?.[0] ?? 'other';
  },

  isLayerWeight: (name) => aveCost.isLayerWeight(name),

  tables(settings, shape) {
    const avvp = avvpSettings(settings);
    const { fftSize, melBins } = avvp.audio;
    const frequencies = fftSize / 2 + 1;
    return { part: 'htsat front end', parameters: 2 * frequencies * fftSize + frequencies * melBins, multiplyAdds: spectrogramMultiplyAdds(avvp.audio, shape.clips * shape.segments, avvpSamples(avvp, shape) * avvp.soundRepeats) };
  },
};

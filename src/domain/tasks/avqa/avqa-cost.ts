import { aveCost } from '../ave/ave-cost.js';
import { spectrogramMultiplyAdds } from '../../encoders/log-mel.js';
import type { CostRules } from '../task.js';
import { avqaSamples, avqaSettings } from './avqa-settings.js';

/** How the published network is counted (spec/task-avqa §8); negative frames are only there in training. */
export const avqaCost: CostRules = {
  countedModel: { unusedWeights: true, visualAdapter: { unusedWeights: true }, audioAdapter: { unusedWeights: true, gate: false } },

  partOf(name) {
    if (name === undefined) return 'htsat front end';
    const stage = /^(swin|htsat)\.layers\.(\d+)/.exec(name);
    if (stage !== null) return `${stage[1]} stage ${stage[2]}`;
    return /^(swin\.patch_embed|htsat\.patch_embed|swin|htsat|audio_adapter_blocks_p[12]|vis_adapter_blocks_p[12]|question_encoder|attn_[av])/.exec(name)?.[0] ?? 'other';
  },

  isLayerWeight: (name) => aveCost.isLayerWeight(name),

  tables(settings, shape) {
    const avqa = avqaSettings(settings);
    const { fftSize, melBins } = avqa.audio;
    const frequencies = fftSize / 2 + 1;
    return { part: 'htsat front end', parameters: 2 * frequencies * fftSize + frequencies * melBins, multiplyAdds: spectrogramMultiplyAdds(avqa.audio, shape.clips * shape.segments, avqaSamples(avqa, shape) * avqa.soundRepeats) };
  },
};

import { spectrogramMultiplyAdds } from '../../encoders/log-mel.js';
import type { BatchShape, CostRules, ModelSettings } from '../task.js';
import { aveSettings, samplesPerSegment } from './ave-settings.js';

/** How the published AVE network was counted (spec/task-ave §8). */
export const aveCost: CostRules = {
  countedModel: { unusedWeights: true, visualAdapter: { unusedWeights: true }, audioAdapter: { unusedWeights: true } },

  /** The published log leaves `adapter_token_downsampler` (frozen, unused) out. */
  partOf(name) {
    if (name === undefined) return 'htsat front end';
    if (name.startsWith('adapter_token_downsampler')) return null;
    const stage = /^(swin|htsat)\.layers\.(\d+)/.exec(name);
    if (stage !== null) return `${stage[1]} stage ${stage[2]}`;
    return /^(swin\.patch_embed|htsat\.patch_embed|swin|htsat|audio_adapter_blocks_p[12]|vis_adapter_blocks_p[12]|temporal_attn|CMBS)/.exec(name)?.[0] ?? 'other';
  },

  /** Linear and convolution modules: Swin's qkv and the projections inside multi-head attention are functional there and were not counted. */
  isLayerWeight: (name) => /(^|\.)weight$/.test(name) && !/^swin\..*\.attn\.qkv\.weight$/.test(name) && !/\.out_proj\.weight$/.test(name),

  /** The spectrogram is a convolution with learnt-looking kernels in the published code: n/2 + 1 real and imaginary rows, and the mel matrix. */
  tables(settings: ModelSettings, shape: BatchShape) {
    const ave = aveSettings(settings);
    const { fftSize, melBins } = ave.audio;
    const frequencies = fftSize / 2 + 1;
    return {
      part: 'htsat front end',
      parameters: 2 * frequencies * fftSize + frequencies * melBins,
      multiplyAdds: spectrogramMultiplyAdds(ave.audio, shape.clips * shape.segments, samplesPerSegment(ave, shape) * ave.soundRepeats),
    };
  },
};

import { spectrogramMultiplyAdds } from '../../encoders/log-mel.js';
import type { CostRules } from '../task.js';
import { retrievalSettings } from './complete-settings.js';

/** How the network is counted (spec/task-fewshot-zeroshot §12). */
export const retrievalCost: CostRules = {
  countedModel: {},
  partOf: (name) => (name === undefined ? 'htsat front end' : (/^(ViT|text_encoder|token_embedding|htsat|clap_text_encoder|audio_projection|audio_adapter_blocks_p[12]|vis_adapter_blocks_p[12]|clip_adapter_text|clip_adapter|prompt_learner|audio_visual_contrastive_learner)/.exec(name)?.[0] ?? 'other')),
  isLayerWeight: (name) => /(^|\.)weight$/.test(name),
  tables(settings, shape) {
    const { audio, soundRepeats } = retrievalSettings(settings);
    const frequencies = audio.fftSize / 2 + 1;
    return {
      part: 'htsat front end',
      parameters: 2 * frequencies * audio.fftSize + frequencies * audio.melBins,
      multiplyAdds: spectrogramMultiplyAdds(audio, shape.clips * shape.segments, shape.segmentSeconds * audio.sampleRateHz * soundRepeats),
    };
  },
};

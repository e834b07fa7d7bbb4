import { spectrogramMultiplyAdds } from '../encoders/log-mel.js';
import type { BatchShape, CostRules, ModelSettings } from './task.js';
import type { GuidedEncoderSettings } from './guided-encoders.js';

const frontEnd = 'htsat front end';

export interface GuidedCost {
  readonly countedModel: ModelSettings;
  /** What a task's own parameters begin with, each a part; all others but the encoders and adapters are `other`. */
  readonly ownParts: readonly string[];
  readonly settingsOf: (settings: ModelSettings) => Pick<GuidedEncoderSettings, 'audio' | 'soundRepeats'>;
}

/** How the published networks on Swin-V2 and HTS-AT are counted: Linear and convolution modules, and the tables of the spectrogram as parameters. spec/task-ave §8 */
export function guidedCost({ countedModel, ownParts, settingsOf }: GuidedCost): CostRules {
  const parts = ['swin\\.patch_embed', 'htsat\\.patch_embed', 'swin', 'htsat', 'audio_adapter_blocks_p[12]', 'vis_adapter_blocks_p[12]', ...ownParts];
  const part = new RegExp(`^(${parts.join('|')})`);
  return {
    countedModel,
    partOf(name) {
      if (name === undefined) return frontEnd;
      const stage = /^(swin|htsat)\.layers\.(\d+)/.exec(name);
      return stage === null ? (part.exec(name)?.[0] ?? 'other') : `${stage[1]} stage ${stage[2]}`;
    },
    /** Swin's qkv and the projections inside multi-head attention are functional there and were not counted. */
    isLayerWeight: (name) => /(^|\.)weight$/.test(name) && !/^swin\..*\.attn\.qkv\.weight$/.test(name) && !/\.out_proj\.weight$/.test(name),
    /** The spectrogram is a convolution with learnt-looking kernels in the published code: n/2 + 1 real and imaginary rows, and the mel matrix. */
    tables(settings: ModelSettings, shape: BatchShape) {
      const { audio, soundRepeats } = settingsOf(settings);
      const frequencies = audio.fftSize / 2 + 1;
      const samples = audio.sampleRateHz * shape.segmentSeconds * soundRepeats;
      return { part: frontEnd, parameters: 2 * frequencies * audio.fftSize + frequencies * audio.melBins, multiplyAdds: spectrogramMultiplyAdds(audio, shape.clips * shape.segments, samples) };
    },
  };
}

import type { ClipConfig } from '../../encoders/clip/sizes.js';
import type { RobertaConfig } from '../../encoders/clap/roberta.js';
import type { HtsatConfig } from '../../encoders/htsat.js';
import type { ModelSettings } from '../model-settings.js';
import type { FusionRule } from './fusion.js';
import type { PromptLearnerSettings } from './prompt-learner.js';

/** Everything about a CLIP and CLAP network that is not in its weights (spec/task-fewshot-zeroshot §1–5). */
export interface RetrievalSettings {
  readonly image: ClipConfig['vision'];
  readonly text: ClipConfig['text'];
  readonly audio: HtsatConfig;
  readonly audioText: RobertaConfig;
  /** Tokens of CLAP's texts, marks and padding included. */
  readonly audioTextLength: number;
  /** E of CLAP's joint space. */
  readonly audioEmbedding: number;
  /** Whole repeats of each segment's sound before the audio encoder. */
  readonly soundRepeats: number;
  /** Name of the adapter method, or `none`. */
  readonly adapter: string;
  readonly visualAdapter: ModelSettings;
  readonly audioAdapter: ModelSettings;
  readonly prompts: PromptLearnerSettings;
  /** `exponential`: CLAP's stored logarithm is exponentiated; `stored`: multiplied as it is (published defect 1). */
  readonly audioScale: 'exponential' | 'stored';
  /** Whether `clip_adapter` and `clip_adapter_text` stand behind CLIP's encoders. */
  readonly clipAdapters: boolean;
  readonly fusion: FusionRule;
  /** Frozen encoders run in training mode (published defect 17). */
  readonly encodersTrain: boolean;
  /** Declares published weights that nothing uses, for loading, exports and counts. */
  readonly unusedWeights: boolean;
}

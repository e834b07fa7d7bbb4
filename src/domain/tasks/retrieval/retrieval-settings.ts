import type { ClipConfig } from '../../encoders/clip/sizes.js';
import type { RobertaConfig } from '../../encoders/clap/roberta.js';
import type { HtsatConfig } from '../../encoders/htsat.js';
import type { ModelSettings } from '../model-settings.js';
import type { FusionRule } from './fusion.js';
import type { ClassTextIds } from './class-texts.js';
import type { PublishedScript } from './objectives.js';
import type { PromptSettings } from './prompt-settings.js';

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
  readonly prompts: PromptSettings;
  /** Whether a prompt for background stands behind those of the classes. */
  readonly background: boolean;
  /** What labels are compared with: every segment, or the ten segments of a clip together. */
  readonly target: 'segments' | 'clips';
  /** Which loss is trained: the repaired one, the paper's equations 8–11, or that of a published script (spec §6). */
  readonly objective: 'fixed' | 'paper' | PublishedScript;
  /** How pictures are prepared (spec §1.2): as CLIP was trained, or as published. */
  readonly frames: 'clip' | 'published';
  /** Logarithms of temperatures of their own are learnt beside the frozen ones of CLIP and CLAP. */
  readonly learntTemperatures: boolean;
  /** The classes as token ids: written when a run is planned. */
  readonly classTexts: ClassTextIds;
  /** `exponential`: CLAP's stored logarithm is exponentiated; `stored`: multiplied as it is (published defect 1). */
  readonly audioScale: 'exponential' | 'stored';
  /** Whether `clip_adapter` and `clip_adapter_text` stand behind CLIP's encoders. */
  readonly clipAdapters: boolean;
  /** Width of the common space of equation 8, into which a network of two layers each takes pictures, sounds and both kinds of texts; 0: there is none, and the encoders' own spaces serve, as in the published program. */
  readonly commonWidth: number;
  readonly fusion: FusionRule;
  /** Frozen encoders run in training mode (published defect 17). */
  readonly encodersTrain: boolean;
  /** Adapters use and move the statistics of every batch in evaluation, too (published defect 9). */
  readonly adaptersTrain: boolean;
  /** Declares published weights that nothing uses, for loading, exports and counts. */
  readonly unusedWeights: boolean;
}

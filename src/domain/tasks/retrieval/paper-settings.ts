import { paperAdapterSettings } from '../../dgsct/adapter-settings.js';
import { clapEmbedding, clapHtsat, robertaBase } from '../../encoders/clap/sizes.js';
import { clipSizes } from '../../encoders/clip/sizes.js';
import { noClassTexts } from './class-texts.js';
import type { ModelSettings } from '../model-settings.js';
import type { RetrievalSettings } from './retrieval-settings.js';

/** Adapters of few-shot and zero-shot: two latent tokens and a gate of each frame (spec/task-fewshot-zeroshot §2, §9; α, β, γ of the paper's appendix). */
const adapter: ModelSettings = { ...paperAdapterSettings, latentTokens: 2, alpha: 0.2, beta: 0.05, gamma: 0.05, frameGate: true };

/** CLIP ViT-B/32 and CLAP HTS-AT as published, with every defect of spec/task-fewshot-zeroshot §10 repaired. */
export const paperRetrievalSettings: RetrievalSettings = {
  image: clipSizes['ViT-B/32'].vision,
  text: clipSizes['ViT-B/32'].text,
  audio: clapHtsat,
  audioText: robertaBase,
  audioTextLength: 77,
  audioEmbedding: clapEmbedding,
  soundRepeats: 10,
  adapter: 'dgsct',
  visualAdapter: adapter,
  audioAdapter: adapter,
  prompts: { contextTokens: 4, position: 'end', image: 'a photo of a {}.', sound: 'The sounds of {}', learnt: true, contextStart: 'words', words: [] },
  background: false,
  target: 'segments',
  objective: 'fixed',
  frames: 'clip',
  learntTemperatures: false,
  classTexts: noClassTexts,
  audioScale: 'exponential',
  clipAdapters: true,
  commonWidth: 0,
  fusion: 'fixed',
  encodersTrain: false,
  adaptersTrain: false,
  unusedWeights: false,
};

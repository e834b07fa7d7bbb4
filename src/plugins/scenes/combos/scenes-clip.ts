import type { EncoderBundle } from '../../../contract/index.js';
import { scenesAudio } from '../scenes-audio.js';
import { scenesFrameSize } from '../scenes-generator.js';
import { comboVocabulary } from './combo-vocabulary.js';

const width = 64;
const adapter = { reduction: 2, groups: 2, latentTokens: 2 };

/**
 * A CLIP and a CLAP for rendered scenes with compositional names, pre-trained by `npm run pretrain:scenes-clip` on captions of the seen combinations alone.
 * The tables of their tokenisers stand beside the weights.
 */
export const scenesClip: EncoderBundle = {
  name: 'scenes-clip',
  description: 'CLIP (ViT of 64 px, patch 8) and CLAP (HTS-AT at 8 kHz) for rendered scenes with compositional names, pre-trained on captioned pictures and captioned sounds',
  settings: {
    image: { imageSize: scenesFrameSize, patchSize: 8, width, layers: 4, embedding: width },
    text: { contextLength: 77, vocabulary: comboVocabulary.clip, width, heads: 4, layers: 2, embedding: width },
    audio: scenesAudio,
    audioText: { vocabulary: comboVocabulary.clap, positions: 79, width, layers: 2, heads: 4, feedForward: 4 * width, dropout: 0 },
    audioTextLength: 77,
    audioEmbedding: width,
    soundRepeats: 1,
    visualAdapter: adapter,
    audioAdapter: adapter,
  },
  weights: new URL('../weights/scenes-clip/scenes-clip.safetensors', import.meta.url),
};

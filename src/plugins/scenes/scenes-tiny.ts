import type { EncoderBundle } from '../../contract/index.js';
import { scenesAudio } from './scenes-audio.js';
import { scenesFrameSize } from './scenes-generator.js';

const adapter = { reduction: 2, groups: 2, latentTokens: 8 };

const questions = { words: [], questionLength: 12, question: { wordWidth: 32, hiddenWidth: 32 }, matchWidths: [64, 32, 16] };

/** Encoders for rendered scenes, pre-trained by `npm run pretrain:scenes`, each on its own modality alone, with adapters and a head of their size. */
export const scenesTiny: EncoderBundle = {
  name: 'scenes-tiny',
  description: 'Swin-V2 (64 px, patch 8) and HTS-AT (8 kHz) for rendered scenes, pre-trained on single frames and on pairs of sounds',
  settings: {
    image: {
      imageSize: [scenesFrameSize, scenesFrameSize],
      patchSize: 8,
      embedDim: 32,
      depths: [2, 2],
      heads: [2, 4],
      windowSize: 4,
      mlpRatio: 4,
      dropPathRate: 0,
      classes: 0,
    },
    audio: scenesAudio,
    soundRepeats: 1,
    visualAdapter: adapter,
    audioAdapter: adapter,
  },
  taskSettings: {
    ave: { temporal: { audioWidth: 64, visualWidth: 64, modelWidth: 64, feedForward: 128 } },
    avs: {
      setting: 'ms3',
      frameSize: [scenesFrameSize, scenesFrameSize],
      tpavi: { stages: [0, 1] },
      decoder: { channels: 32, headWidths: [32, 16] },
      temporal: { audioWidth: 64, visualWidth: 32, modelWidth: 64, feedForward: 128 },
    },
    avqa: questions,
    'avqa-grounding': questions,
    llp: { width: 32, heads: 4, audioDepth: 1, visualDepth: 1, audioVisualDepth: 1, temporal: { modelWidth: 16, feedForward: 64 }, motionWidth: 0 },
  },
  weights: new URL('./weights/scenes-tiny.safetensors', import.meta.url),
};

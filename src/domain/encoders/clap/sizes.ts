import type { HtsatConfig } from '../htsat.js';
import type { RobertaConfig } from './roberta.js';

/** RoBERTa base, as in CLAP. */
export const robertaBase: RobertaConfig = { vocabulary: 50265, positions: 514, width: 768, layers: 12, heads: 12, feedForward: 3072, dropout: 0.1 };

/** CLAP's HTS-AT tiny at its own rate (spec/task-fewshot-zeroshot §1.4): 48 kHz, hop 480, ten seconds. */
export const clapHtsat: HtsatConfig = {
  specSize: 256,
  patchSize: 4,
  patchStride: [4, 4],
  embedDim: 96,
  depths: [2, 2, 6, 2],
  heads: [4, 8, 16, 32],
  windowSize: 8,
  mlpRatio: 4,
  dropPathRate: 0.1,
  classes: 0,
  sampleRateHz: 48000,
  fftSize: 1024,
  hopSize: 480,
  melBins: 64,
  minHz: 50,
  maxHz: 14000,
  melSampleRateHz: 0,
  lossType: 'clip_bce',
  specAugment: false,
};

/** E of both CLAP branches. */
export const clapEmbedding = 512;

import type { HtsatConfig } from '../../../src/domain/encoders/htsat.js';
import type { SwinV2Config } from '../../../src/domain/encoders/swinv2.js';

/** `swinv2_large_window12_192`, encoders.md §1.1. */
export const swinV2Large: SwinV2Config = {
  imageSize: [192, 192],
  patchSize: 4,
  embedDim: 192,
  depths: [2, 2, 18, 2],
  heads: [6, 12, 24, 48],
  windowSize: 12,
  mlpRatio: 4,
  dropPathRate: 0.1,
  classes: 21841,
};

/** HTS-AT on AudioSet, encoders.md §2 and §3.1. */
export const htsatAudioSet: HtsatConfig = {
  specSize: 256,
  patchSize: 4,
  patchStride: [4, 4],
  embedDim: 96,
  depths: [2, 2, 6, 2],
  heads: [4, 8, 16, 32],
  windowSize: 8,
  mlpRatio: 4,
  dropPathRate: 0.1,
  classes: 527,
  sampleRateHz: 32000,
  fftSize: 1024,
  hopSize: 320,
  melBins: 64,
  minHz: 50,
  maxHz: 14000,
  lossType: 'clip_bce',
};

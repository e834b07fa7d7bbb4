import type { EncoderBundle } from '../../contract/index.js';
import { scenesRateHz } from './scenes-generator.js';

/** The HTS-AT of rendered scenes: two stages at 8 kHz. */
export const scenesAudio: EncoderBundle['settings'] = {
  specSize: 64,
  patchSize: 8,
  patchStride: [8, 8],
  embedDim: 32,
  depths: [2, 2],
  heads: [2, 4],
  windowSize: 4,
  mlpRatio: 4,
  dropPathRate: 0,
  classes: 0,
  sampleRateHz: scenesRateHz,
  fftSize: 512,
  hopSize: 128,
  melBins: 64,
  minHz: 50,
  maxHz: 4000,
};

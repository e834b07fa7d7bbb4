import type { HtsatConfig } from '../encoders/htsat.js';
import type { SwinV2Config } from '../encoders/swinv2.js';
import type { GuidedEncoderSettings } from './guided-encoders.js';
import type { ModelSettings } from './model-settings.js';
import { requireChoice } from './overlay-settings.js';

/** Swin-V2-L for 192 pixels. spec/encoders §1 */
const image: SwinV2Config = {
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

/** HTS-AT for AudioSet. spec/encoders §3 */
const audio: HtsatConfig = {
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
  specAugment: false,
};

/** The paper's encoders, frozen and in evaluation mode, with DG-SCT adapters on both. */
export const paperGuidedEncoders = (adapter: ModelSettings, soundRepeats: number): Required<GuidedEncoderSettings> => ({
  image,
  audio,
  soundRepeats,
  adapter: 'dgsct',
  prompt: 'other-modality',
  adaptVision: true,
  adaptAudio: true,
  visualAdapter: adapter,
  audioAdapter: adapter,
  encodersTrain: false,
  mixup: false,
});

/** @throws AvtoolError SETTING_VALUE naming the nearest choice */
export function requireGuidedChoices(settings: Pick<GuidedEncoderSettings, 'prompt' | 'audio'>): void {
  requireChoice('prompt', settings.prompt, ['other-modality', 'zero']);
  requireChoice('audio.lossType', settings.audio.lossType, ['clip_bce', 'clip_ce']);
}

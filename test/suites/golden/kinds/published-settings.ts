import type { AdapterSettings } from '../../../../src/domain/dgsct/adapter-settings.js';
import type { InterleaveSettings } from '../../../../src/domain/dgsct/interleave.js';
import type { HtsatConfig } from '../../../../src/domain/encoders/htsat.js';
import type { SwinV2Config } from '../../../../src/domain/encoders/swinv2.js';
import { paperAveSettings, type AveSettings } from '../../../../src/domain/tasks/ave/ave-settings.js';

/** The published option names of the cases' `swin`, `aud` and `opt`, as the project's settings. */
type Config = Readonly<Record<string, unknown>>;

export const numberOf = (config: Config, key: string): number => {
  const value = config[key];
  if (typeof value !== 'number' && typeof value !== 'boolean') throw new Error(`golden config "${key}" is no number`);
  return Number(value);
};
export const numbersOf = (config: Config, key: string): number[] => {
  const value = config[key];
  if (!Array.isArray(value)) throw new Error(`golden config "${key}" is no list`);
  return value.map(Number);
};
export const objectOf = (config: Config, key: string): Config => {
  const value = config[key];
  if (typeof value !== 'object' || value === null) throw new Error(`golden config "${key}" is no object`);
  return value as Config;
};

export function swinSettings(config: Config): SwinV2Config {
  const size = config.img_size;
  const [height, width] = Array.isArray(size) ? size.map(Number) : [Number(size), Number(size)];
  return {
    imageSize: [height, width],
    patchSize: 4,
    embedDim: numberOf(config, 'embed_dim'),
    depths: numbersOf(config, 'depths'),
    heads: numbersOf(config, 'num_heads'),
    windowSize: numberOf(config, 'window_size'),
    mlpRatio: numberOf(config, 'mlp_ratio'),
    dropPathRate: numberOf(config, 'drop_path_rate'),
    classes: 0,
  };
}

export function htsatSettings(config: Config): HtsatConfig {
  const [vertical, horizontal] = numbersOf(config, 'stride');
  return {
    specSize: numberOf(config, 'spec_size'),
    patchSize: numberOf(config, 'patch'),
    patchStride: [vertical, horizontal],
    embedDim: numberOf(config, 'embed'),
    depths: numbersOf(config, 'depths'),
    heads: numbersOf(config, 'heads'),
    windowSize: numberOf(config, 'window'),
    mlpRatio: numberOf(config, 'mlp_ratio'),
    dropPathRate: 0,
    classes: numberOf(config, 'classes'),
    sampleRateHz: numberOf(config, 'sample_rate'),
    fftSize: numberOf(config, 'n_fft'),
    hopSize: numberOf(config, 'hop'),
    melBins: numberOf(config, 'mel_bins'),
    minHz: numberOf(config, 'fmin'),
    maxHz: numberOf(config, 'fmax'),
    lossType: 'clip_bce',
    specAugment: false,
  };
}

export const adapterSettings = (options: Config, gate: boolean, alpha: number, beta: number): AdapterSettings => ({
  reduction: numberOf(options, 'Adapter_downsample'),
  groups: numberOf(options, 'num_conv_group'),
  latentTokens: numberOf(options, 'num_tokens'),
  batchNorm: numberOf(options, 'is_bn') === 1,
  gate,
  layerNormBefore: numberOf(options, 'is_before_layernorm') === 1,
  layerNormAfter: numberOf(options, 'is_post_layernorm') === 1,
  multimodal: numberOf(options, 'is_multimodal') === 1,
  alpha,
  beta,
  unusedWeights: true,
});

/** Published adapters of a network: `is_gate` is obeyed by the audio adapters only. */
export const interleaveSettings = (options: Config, alpha: number, beta: number): InterleaveSettings => ({
  audioAdapter: adapterSettings(options, numberOf(options, 'is_gate') === 1, alpha, beta),
  visualAdapter: adapterSettings(options, true, alpha, beta),
  prompt: 'other-modality',
  adaptVision: true,
  adaptAudio: true,
});

export function aveSettings(config: Config, encodersTrain: boolean): AveSettings {
  const { audioAdapter, visualAdapter } = interleaveSettings(objectOf(config, 'opt'), 0.3, 0.05);
  return {
    ...paperAveSettings,
    image: swinSettings(objectOf(config, 'swin')),
    audio: htsatSettings(objectOf(config, 'aud')),
    soundRepeats: 1,
    audioAdapter,
    visualAdapter,
    encodersTrain,
    temporal: {
      audioWidth: numberOf(config, 'a_dim'),
      visualWidth: numberOf(config, 'v_dim'),
      modelWidth: numberOf(config, 'd_model'),
      feedForward: numberOf(config, 'ff'),
      heads: 4,
      inputDropout: 0,
      dropout: 0,
      gamma: numberOf(config, 'gamma'),
    },
    head: { classGamma: numberOf(config, 'gamma_cas'), threshold: 0.5, gateLossWeight: 1 },
    unusedWeights: true,
  };
}

import { paperAdapterSettings, type AdapterSettings } from '../../../../src/domain/dgsct/adapter-settings.js';
import { dgsctMethod } from '../../../../src/domain/dgsct/dgsct-method.js';
import type { InterleaveSettings } from '../../../../src/domain/dgsct/interleave.js';
import { paperAveSettings, type AveSettings, type TemporalSettings } from '../../../../src/domain/tasks/ave/ave-settings.js';
import { htsatConfig, swinV2Config } from './encoder-config.js';

/** The published option names of the cases' `swin`, `aud` and `opt`, as the project's settings. */
type Config = Readonly<Record<string, unknown>>;

export const numberOf = (config: Config, key: string): number => {
  const value = config[key];
  if (typeof value !== 'number' && typeof value !== 'boolean') throw new Error(`golden config "${key}" is no number`);
  return Number(value);
};
export const objectOf = (config: Config, key: string): Config => {
  const value = config[key];
  if (typeof value !== 'object' || value === null) throw new Error(`golden config "${key}" is no object`);
  return value as Config;
};

export const adapterSettings = (options: Config, gate: boolean, alpha: number, beta: number): AdapterSettings => ({
  ...paperAdapterSettings,
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
  method: dgsctMethod,
  audioAdapter: adapterSettings(options, numberOf(options, 'is_gate') === 1, alpha, beta),
  visualAdapter: adapterSettings(options, true, alpha, beta),
  prompt: 'other-modality',
  adaptVision: true,
  adaptAudio: true,
});

/** Sizes of the temporal attention; every dropout is off in the cases. */
export const temporalSettings = (config: Config): TemporalSettings => ({
  audioWidth: numberOf(config, 'a_dim'),
  visualWidth: numberOf(config, 'v_dim'),
  modelWidth: numberOf(config, 'd_model'),
  feedForward: numberOf(config, 'ff'),
  heads: 4,
  inputDropout: 0,
  dropout: 0,
  gamma: numberOf(config, 'gamma'),
});

export function aveSettings(config: Config, encodersTrain: boolean): AveSettings {
  const { audioAdapter, visualAdapter } = interleaveSettings(objectOf(config, 'opt'), 0.3, 0.05);
  return {
    ...paperAveSettings,
    image: swinV2Config(config.swin),
    audio: htsatConfig(config.aud),
    soundRepeats: 1,
    audioAdapter,
    visualAdapter,
    encodersTrain,
    temporal: temporalSettings(config),
    head: { classGamma: numberOf(config, 'gamma_cas'), threshold: 0.5, gateLossWeight: 1 },
    unusedWeights: true,
  };
}

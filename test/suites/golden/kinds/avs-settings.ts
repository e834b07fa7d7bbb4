import { paperAdapterSettings } from '../../../../src/domain/dgsct/adapter-settings.js';
import type { AdapterSettings } from '../../../../src/domain/dgsct/adapter-settings.js';
import { paperAvsSettings, type AvsLossSettings, type AvsSetting, type AvsSettings } from '../../../../src/domain/tasks/avs/avs-settings.js';
import { htsatConfig, swinV2Config } from './encoder-config.js';
import { adapterSettings, numberOf, objectOf } from './published-settings.js';

type Config = Readonly<Record<string, unknown>>;

const numbersOf = (config: Config, key: string): number[] => {
  const value = config[key];
  if (!Array.isArray(value)) throw new Error(`golden config "${key}" is no list`);
  return value.map(Number);
};

export const settingOf = (name: unknown): AvsSetting => {
  if (name !== 's4' && name !== 'ms3') throw new Error(`golden config names the setting "${String(name)}"`);
  return name;
};

/** The published adapter of a setting, with every quirk of spec/task-avs §2. */
export const avsAdapter = (setting: AvsSetting, options: Config, gate: boolean, alpha: number, beta: number): AdapterSettings => ({
  ...paperAdapterSettings,
  ...adapterSettings(options, gate, alpha, beta),
  layerNormBefore: false,
  tokenStart: 'zeros',
  gateFirst: true,
  promptAsImage: setting === 's4',
  unusedWeightsOf: 'avs',
});

/** The published flags of a loss. */
export const avsLossSettings = (flags: Config): AvsLossSettings => ({
  matchingWeight: flags.sa_loss_flag === true ? numberOf(flags, 'lambda_1') : 0,
  matchingStages: numbersOf(flags, 'count_stages'),
  pooling: flags.mask_pooling_type === 'max' ? 'max' : 'average',
  normalise: flags.norm_fea === true,
  hardMask: flags.threshold === true,
  target: flags.closer_flag === true ? 'nearest-picture' : 'own-sound',
  distance: flags.euclidean_flag === true ? 'euclidean' : 'kl',
  klReduction: 'sum',
});

/** The small networks of the cases; every dropout is off. */
export function avsNetworkSettings(config: Config): AvsSettings {
  const setting = settingOf(config.setting);
  const options = objectOf(config, 'opt');
  const [alpha, beta] = [numberOf(config, 'alpha'), numberOf(config, 'beta')];
  const side = numberOf(config, 'image');
  const [wide, narrow] = numbersOf(config, 'head');
  const channels = numberOf(config, 'channel');
  return {
    ...paperAvsSettings[setting],
    frameSize: [side, side],
    image: swinV2Config(config.swin),
    // No head: AVS has no use for it, and that of the cases (last map of 3 rows, spectrogram folded in 2) cannot run.
    audio: { ...htsatConfig(config.aud), classes: 0 },
    soundRepeats: 1,
    visualAdapter: avsAdapter(setting, options, true, alpha, beta),
    audioAdapter: avsAdapter(setting, options, numberOf(options, 'is_gate') === 1, alpha, beta),
    encodersTrain: true,
    temporal: { audioWidth: numberOf(config, 'adim'), visualWidth: channels, modelWidth: numberOf(config, 'tdim'), feedForward: numberOf(config, 'ff'), heads: 4, inputDropout: 0, dropout: 0, gamma: numberOf(config, 'gamma') },
    tpavi: { stages: numbersOf(config, 'tpavi_stages'), audio: numberOf(config, 'tpavi_va_flag') === 1, self: numberOf(config, 'tpavi_vv_flag') === 1 },
    decoder: { channels, headWidths: [wide, narrow], threshold: 0.5 },
    loss: config.loss === undefined ? { ...paperAvsSettings[setting].loss, matchingWeight: 0 } : avsLossSettings(objectOf(config, 'loss')),
    unusedWeights: true,
  };
}

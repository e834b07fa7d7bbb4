import type { AvvpSettings } from '../../../../src/domain/tasks/avvp/avvp-settings.js';
import { paperAvvpSettings } from '../../../../src/domain/tasks/avvp/avvp-settings.js';
import { paperAdapterSettings } from '../../../../src/domain/dgsct/adapter-settings.js';
import { htsatConfig, swinV2Config } from './encoder-config.js';
import { adapterSettings, numberOf, objectOf } from './published-settings.js';

type Config = Readonly<Record<string, unknown>>;

const assignmentOf = (name: unknown): 'soft' | 'hard' => (name === 'hard' ? 'hard' : 'soft');

/** What follows the encoders, in the sizes of a case. */
export function avvpHeadSettings(config: Config): AvvpSettings {
  return {
    ...paperAvvpSettings,
    width: numberOf(config, 'dim'),
    heads: numberOf(config, 'heads'),
    audioDepth: numberOf(config, 'depth_aud'),
    visualDepth: numberOf(config, 'depth_vis'),
    audioVisualDepth: numberOf(config, 'depth_av'),
    dropPath: 0,
    unimodalAssignment: assignmentOf(config.unimodal_assign),
    crossmodalAssignment: assignmentOf(config.crossmodal_assign),
    temporal: { ...paperAvvpSettings.temporal, modelWidth: numberOf(config, 'tdim'), feedForward: numberOf(config, 'ff'), dropout: 0 },
    motionWidth: numberOf(config, 'dst'),
    unusedWeights: true,
  };
}

/** The small networks of the cases; every dropout is off. `fc_caption` is not listed there. */
export function avvpNetworkSettings(config: Config): AvvpSettings {
  const options = objectOf(config, 'opt');
  const adapter = { ...paperAdapterSettings, ...adapterSettings(options, numberOf(options, 'is_gate') === 1, 0.3, 0.05), unusedWeightsOf: 'avvp' as const, unusedWeights: false };
  return { ...avvpHeadSettings(config), image: swinV2Config(config.swin), audio: htsatConfig(config.aud), soundRepeats: 1, visualAdapter: adapter, audioAdapter: adapter, encodersTrain: true };
}

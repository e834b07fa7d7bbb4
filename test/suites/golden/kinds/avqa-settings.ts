import { paperAdapterSettings, type AdapterSettings } from '../../../../src/domain/dgsct/adapter-settings.js';
import { paperAvqaSettings, type AvqaSettings } from '../../../../src/domain/tasks/avqa/avqa-settings.js';
import { htsatConfig, swinV2Config } from './encoder-config.js';
import { adapterSettings, numberOf, objectOf } from './published-settings.js';

type Config = Readonly<Record<string, unknown>>;

/** The published adapter with every quirk of spec/task-avqa §3.3. */
export const avqaAdapter = (options: Config, gate: boolean): AdapterSettings => ({ ...paperAdapterSettings, ...adapterSettings(options, gate, 0.3, 0.05), tokenStart: 'zeros', unusedWeightsOf: 'avqa' });

/** The small networks of the cases; every dropout is off. */
export function avqaNetworkSettings(config: Config): AvqaSettings {
  const options = objectOf(config, 'opt');
  if (!Array.isArray(config.fc)) throw new Error('golden config "fc" is no list');
  return {
    ...paperAvqaSettings,
    image: swinV2Config(config.swin),
    // No head: AVQA has no use for it.
    audio: { ...htsatConfig(config.aud), classes: 0 },
    soundRepeats: 1,
    visualAdapter: avqaAdapter(options, true),
    audioAdapter: avqaAdapter(options, numberOf(options, 'is_gate') === 1),
    encodersTrain: true,
    words: Array.from({ length: numberOf(config, 'vocab') }, (_, index) => `word ${index}`),
    question: { wordWidth: numberOf(config, 'qword'), hiddenWidth: numberOf(config, 'qhid'), layers: 1 },
    matchWidths: config.fc.map(Number),
    dropout: 0,
    unusedWeights: true,
  };
}

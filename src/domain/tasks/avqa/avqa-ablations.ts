import type { Ablation } from '../../experiments/ablation.js';
import { adaptersWith, directionsAblation, withoutMaps, type GuidanceSettings } from '../../experiments/guidance-ablations.js';

const guidance: GuidanceSettings = { main: 'overall', withoutTime: {}, timeRemark: '' };

/** Tables 5 and 8 of the paper; the numbers are the average of spec/task-avqa §7. */
export const avqaAblations: readonly Ablation[] = [
  {
    name: 'parts',
    title: 'Which parts of the guidance help',
    source: 'table 5',
    main: 'overall',
    variants: [
      { name: 'none', model: withoutMaps, paper: { overall: 73.6 }, baseline: true, note: 'LAVisH*: adapters without guidance maps' },
      { name: 'C', model: adaptersWith({ beta: 0 }), paper: { overall: 74.4 }, note: 'channel map' },
      { name: 'S', model: adaptersWith({ alpha: 0 }), paper: { overall: 73.3 }, note: 'spatial map' },
      { name: 'S+C', model: {}, paper: { overall: 74.6 } },
      { name: 'T', paper: { overall: 74.1 }, note: 'the paper’s number alone: the published network for questions has no temporal gate (spec/task-avqa §9 #6)' },
      { name: 'all', paper: { overall: 74.8 }, note: 'the paper’s number alone, likewise' },
    ],
    remarks: ['Without C, α is 0; without S, β is 0. Row none has neither map, so it uses the adapters of LAVisH*.'],
  },
  directionsAblation(guidance, { none: 73.6, A2V: 74.7, V2A: 74.3, both: 74.8 }),
];

import type { Ablation } from '../../experiments/ablation.js';
import { directionsAblation, partsAblation, type GuidanceSettings } from '../../experiments/guidance-ablations.js';

const guidance: GuidanceSettings = { main: 'meanIou', withoutTime: { temporal: { gamma: 0 } }, timeRemark: 'without T, γ is 0.' };

/** Tables 5 and 8 of the paper for both settings; the numbers are M_J of spec/task-avs §8. */
export const avsAblations: readonly Ablation[] = [
  partsAblation(guidance, { none: 78.0, C: 79.9, S: 78.6, 'S+C': 80.0, T: 79.9, all: 80.9 }),
  directionsAblation(guidance, { none: 78.0, A2V: 80.7, V2A: 79.1, both: 80.9 }),
  partsAblation(guidance, { none: 49.1, C: 51.0, S: 50.9, 'S+C': 51.8, T: 52.2, all: 53.5 }, '-ms3'),
  directionsAblation(guidance, { none: 49.1, A2V: 51.4, V2A: 50.7, both: 53.5 }, '-ms3'),
];

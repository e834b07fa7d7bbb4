import type { Ablation } from '../../experiments/ablation.js';
import { directionsAblation, partsAblation, type GuidanceSettings } from '../../experiments/guidance-ablations.js';

const guidance: GuidanceSettings = { main: 'segmentAudioVisual', withoutTime: { temporal: { gamma: 0 } }, timeRemark: 'without T, γ is 0.' };

/** Tables 5 and 9 of the paper; the numbers are the segment-level AV of spec/task-avvp §8. */
export const avvpAblations: readonly Ablation[] = [
  partsAblation(guidance, { none: 49.8, C: 51.3, S: 51.7, 'S+C': 52.3, T: 50.9, all: 52.8 }),
  { ...directionsAblation(guidance, { none: 49.8, A2V: 53.3, V2A: 50.8, both: 52.8 }), source: 'table 9' },
];

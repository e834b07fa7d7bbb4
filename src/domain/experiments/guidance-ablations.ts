import type { ModelSettings } from '../tasks/model-settings.js';
import type { Ablation, AblationVariant } from './ablation.js';

/** How a task's network is varied. */
export interface GuidanceSettings {
  /** The task's metric of which more is better. */
  readonly main: string;
  /** Leaves the temporal gate out. */
  readonly withoutTime: ModelSettings;
  /** What a reader must know of that. */
  readonly timeRemark: string;
}

/** LAVisH*: the same adapters without channel and spatial maps, pooled by the mean (docs/adapters.md). */
export const withoutMaps: ModelSettings = { adapter: 'lavish' };

export const adaptersWith = (settings: ModelSettings): ModelSettings => ({ visualAdapter: settings, audioAdapter: settings });

/** Table 5: channel (C), spatial (S) and temporal (T) parts. @param paper the paper's numbers by row @param suffix of the name, where a task has the table twice */
export function partsAblation({ main, withoutTime, timeRemark }: GuidanceSettings, paper: Readonly<Record<'none' | 'C' | 'S' | 'S+C' | 'T' | 'all', number>>, suffix = ''): Ablation {
  const of = (row: keyof typeof paper): AblationVariant['paper'] => ({ [main]: paper[row] });
  return {
    name: `parts${suffix}`,
    title: 'Which parts of the guidance help',
    source: 'table 5',
    main,
    variants: [
      { name: 'none', model: { ...withoutMaps, ...withoutTime }, paper: of('none'), baseline: true, note: 'LAVisH*: adapters without guidance maps' },
      { name: 'C', model: { ...adaptersWith({ beta: 0 }), ...withoutTime }, paper: of('C'), note: 'channel map' },
      { name: 'S', model: { ...adaptersWith({ alpha: 0 }), ...withoutTime }, paper: of('S'), note: 'spatial map' },
      { name: 'S+C', model: withoutTime, paper: of('S+C') },
      { name: 'T', model: withoutMaps, paper: of('T'), note: 'temporal gate' },
      { name: 'all', model: {}, paper: of('all'), note: 'DG-SCT' },
    ],
    remarks: [
      `Without C, α is 0; without S, β is 0; ${timeRemark} Rows none and T have neither map, so they use the adapters of LAVisH*.`,
      'In row C the spatial scores still weigh the tokens where they are pooled, and in row S the channel map still scales what the spatial scores are made from: the paper does not say whether its rows have that too.',
    ],
  };
}

/** Table 8: which modality guides the other. */
export function directionsAblation({ main, withoutTime }: GuidanceSettings, paper: Readonly<Record<'none' | 'A2V' | 'V2A' | 'both', number>>, suffix = ''): Ablation {
  const of = (row: keyof typeof paper): AblationVariant['paper'] => ({ [main]: paper[row] });
  return {
    name: `directions${suffix}`,
    title: 'Which modality should guide the other',
    source: 'table 8',
    main,
    variants: [
      { name: 'none', model: { ...withoutMaps, ...withoutTime }, paper: of('none'), baseline: true, note: 'LAVisH*, as row none of table 5' },
      { name: 'A2V', model: { audioAdapter: { alpha: 0, beta: 0 } }, paper: of('A2V'), note: 'sound guides vision' },
      { name: 'V2A', model: { visualAdapter: { alpha: 0, beta: 0 } }, paper: of('V2A'), note: 'vision guides sound' },
      { name: 'both', model: {}, paper: of('both'), note: 'DG-SCT' },
    ],
    remarks: [
      'The paper’s row none still has adapters on both streams (it is LAVisH*), so a direction is left out by its maps (α = β = 0), not by its adapters. adaptVision and adaptAudio leave out the adapters themselves.',
      'The temporal gate has one γ for both directions: it is on in A2V and V2A.',
    ],
  };
}

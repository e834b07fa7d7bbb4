import type { Ablation, AblationVariant } from '../../experiments/ablation.js';
import type { ModelSettings } from '../model-settings.js';
import { noAdapter } from '../../adapters/unknown-adapter.js';

/** γ = 0: the gate's loss stays, but the gate leaves the features as they are. */
const withoutTime: ModelSettings = { temporal: { gamma: 0 } };

/** LAVisH*: the same adapters without channel and spatial maps, pooled by the mean (docs/adapters.md). */
const withoutMaps: ModelSettings = { adapter: 'lavish' };

const adaptersWith = (settings: ModelSettings): ModelSettings => ({ visualAdapter: settings, audioAdapter: settings });

const accuracy = (value: number): AblationVariant['paper'] => ({ accuracy: value });

/** Table 5: channel (C), spatial (S) and temporal (T) parts. spec/task-ave §7. */
const parts: Ablation = {
  name: 'parts',
  title: 'Which parts of the guidance help',
  source: 'table 5',
  main: 'accuracy',
  variants: [
    { name: 'none', model: { ...withoutMaps, ...withoutTime }, paper: accuracy(78.6), baseline: true, note: 'LAVisH*: adapters without guidance maps' },
    { name: 'C', model: { ...adaptersWith({ beta: 0 }), ...withoutTime }, paper: accuracy(81.8), note: 'channel map' },
    { name: 'S', model: { ...adaptersWith({ alpha: 0 }), ...withoutTime }, paper: accuracy(80.9), note: 'spatial map' },
    { name: 'S+C', model: withoutTime, paper: accuracy(82.0) },
    { name: 'T', model: withoutMaps, paper: accuracy(81.5), note: 'temporal gate' },
    { name: 'all', model: {}, paper: accuracy(82.2), note: 'DG-SCT' },
  ],
  remarks: [
    'Without C, α is 0; without S, β is 0; without T, γ is 0, and the loss of the gate stays. Rows none and T have neither map, so they use the adapters of LAVisH*.',
    'In row C the spatial scores still weigh the tokens where they are pooled, and in row S the channel map still scales what the spatial scores are made from: the paper does not say whether its rows have that too.',
  ],
};

/** Table 8: which modality guides the other. spec/task-ave §7. */
const directions: Ablation = {
  name: 'directions',
  title: 'Which modality should guide the other',
  source: 'table 8',
  main: 'accuracy',
  variants: [
    { name: 'none', model: { ...withoutMaps, ...withoutTime }, paper: accuracy(78.6), baseline: true, note: 'LAVisH*, as row none of table 5' },
    { name: 'A2V', model: { audioAdapter: { alpha: 0, beta: 0 } }, paper: accuracy(79.2), note: 'sound guides vision' },
    { name: 'V2A', model: { visualAdapter: { alpha: 0, beta: 0 } }, paper: accuracy(81.3), note: 'vision guides sound' },
    { name: 'both', model: {}, paper: accuracy(82.2), note: 'DG-SCT' },
  ],
  remarks: [
    'The paper’s row none still has adapters on both streams (it is LAVisH*), so a direction is left out by its maps (α = β = 0), not by its adapters. adaptVision and adaptAudio leave out the adapters themselves.',
    'The temporal gate has one γ for both directions: it is on in A2V and V2A.',
  ],
};

const paperWeights = { alpha: 0.3, beta: 0.05, gamma: 0.1 };
type Weights = typeof paperWeights;
type Weight = keyof Weights;

/** Values around the paper's; which ones it tried is not printed. */
const swept: Readonly<Record<Weight, readonly number[]>> = { alpha: [0.1, 0.2, 0.4, 0.5], beta: [0.01, 0.1, 0.2], gamma: [0.05, 0.2, 0.3] };
const letters: Readonly<Record<Weight, string>> = { alpha: 'α', beta: 'β', gamma: 'γ' };
const weightNames = ['alpha', 'beta', 'gamma'] as const;

const weighted = ({ alpha, beta, gamma }: Weights): ModelSettings => ({ ...adaptersWith({ alpha, beta }), temporal: { gamma } });

/** Figure 8: α, β and γ, one varied at a time around the paper's choice. */
const weights: Ablation = {
  name: 'weights',
  title: 'How much weight each part should have',
  source: 'figure 8',
  main: 'accuracy',
  variants: [
    { name: 'as the paper', model: weighted(paperWeights), paper: accuracy(82.2), note: 'α = 0.3, β = 0.05, γ = 0.1', points: weightNames.map((name) => ({ curve: letters[name], at: paperWeights[name] })) },
    ...weightNames.flatMap((name) => swept[name].map((value): AblationVariant => ({ name: `${name}=${value}`, model: weighted({ ...paperWeights, [name]: value }), points: [{ curve: letters[name], at: value }] }))),
  ],
  remarks: ['One weight is varied at a time, the others are the paper’s. The paper prints the best accuracy and its place, but no number of its curves.'],
};

const cost = (trainable: number, parameters: number, multiplyAdds: number): AblationVariant['paper'] => ({ trainable, parameters, multiplyAdds });

/** Table 6: what a network costs. spec/task-ave §7. */
const efficiency: Ablation = {
  name: 'efficiency',
  title: 'What the guidance costs',
  source: 'table 6',
  variants: [
    { name: 'CMBS', paper: cost(14.4, 216.7, 40.9), note: 'the paper’s number alone' },
    { name: 'LAVisH', paper: cost(10.1, 238.8, 406.7), note: 'the paper’s number alone' },
    { name: 'no adapters', model: { adapter: noAdapter } },
    { name: 'LAVisH*', model: withoutMaps, paper: cost(30.6, 374.9, 416.1) },
    { name: 'DG-SCT', model: { adapter: 'dgsct' }, paper: cost(43.6, 461.3, 460.8) },
  ],
  remarks: ['Counted for one clip of ten seconds, with the published weights that no equation uses. The paper says GFLOPs for what are multiply-adds.'],
};

/** Tables 5, 8 and 6 and figure 8 of the paper for AVE; every number of the paper is from spec/task-ave §7. */
export const aveAblations: readonly Ablation[] = [parts, directions, weights, efficiency];

import type { Ablation, AblationVariant } from '../../experiments/ablation.js';
import { adaptersWith, directionsAblation, partsAblation, withoutMaps, type GuidanceSettings } from '../../experiments/guidance-ablations.js';
import type { ModelSettings } from '../model-settings.js';
import { noAdapter } from '../../adapters/unknown-adapter.js';

/** γ = 0: the gate's loss stays, but the gate leaves the features as they are. */
const guidance: GuidanceSettings = { main: 'accuracy', withoutTime: { temporal: { gamma: 0 } }, timeRemark: 'without T, γ is 0, and the loss of the gate stays.' };

const accuracy = (value: number): AblationVariant['paper'] => ({ accuracy: value });

const parts = partsAblation(guidance, { none: 78.6, C: 81.8, S: 80.9, 'S+C': 82.0, T: 81.5, all: 82.2 });
const directions = directionsAblation(guidance, { none: 78.6, A2V: 79.2, V2A: 81.3, both: 82.2 });

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

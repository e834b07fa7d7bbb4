import { describe, expect, it } from 'vitest';
import { lavishMethod } from '../../../../src/plugins/lavish/lavish-method.js';
import { planModel } from '../../../../src/app/model-plan.js';
import { dgsctMethod } from '../../../../src/domain/dgsct/dgsct-method.js';
import { aveAblations } from '../../../../src/domain/tasks/ave/ave-ablations.js';
import { aveSettings } from '../../../../src/domain/tasks/ave/ave-settings.js';
import { aveTask } from '../../../../src/domain/tasks/ave/ave-task.js';
import type { ModelSettings } from '../../../../src/domain/tasks/task.js';

const ablation = (name: string) => aveAblations.find((candidate) => candidate.name === name)!;
const methodOf = ({ adapter }: ModelSettings) => (adapter === 'lavish' ? lavishMethod : adapter === 'none' ? undefined : dgsctMethod);

/** The network of a variant: adapter, α and β of both streams, γ. */
function networkOf(what: string, variant: string) {
  const { model = {} } = ablation(what).variants.find(({ name }) => name === variant)!;
  const plan = planModel(aveTask, { size: 'paper', recipe: 'fixed', adapter: methodOf(model), model, training: {} });
  const { adapter, visualAdapter, audioAdapter, temporal } = aveSettings(plan.model, methodOf(model));
  return [adapter, visualAdapter.alpha, visualAdapter.beta, audioAdapter.alpha, audioAdapter.beta, temporal.gamma];
}

describe('the ablations of AVE', () => {
  it('have the accuracies of the paper', () => {
    // spec/task-ave §7.
    const accuracies = (what: string) => Object.fromEntries(ablation(what).variants.flatMap(({ name, paper }) => (paper === undefined ? [] : [[name, paper.accuracy]])));
    expect(accuracies('parts')).toEqual({ none: 78.6, C: 81.8, S: 80.9, 'S+C': 82.0, T: 81.5, all: 82.2 });
    expect(accuracies('directions')).toEqual({ none: 78.6, A2V: 79.2, V2A: 81.3, both: 82.2 });
    expect(accuracies('weights')).toEqual({ 'as the paper': 82.2 });
  });

  it('have the costs of the paper', () => {
    const costs = Object.fromEntries(ablation('efficiency').variants.map(({ name, paper }) => [name, paper && [paper.trainable, paper.parameters, paper.multiplyAdds]]));
    expect(costs).toEqual({ CMBS: [14.4, 216.7, 40.9], LAVisH: [10.1, 238.8, 406.7], 'no adapters': undefined, 'LAVisH*': [30.6, 374.9, 416.1], 'DG-SCT': [43.6, 461.3, 460.8] });
  });

  it.each([
    ['parts', 'none', 'lavish', undefined, undefined, undefined, undefined, 0],
    ['parts', 'C', 'dgsct', 0.3, 0, 0.3, 0, 0],
    ['parts', 'S', 'dgsct', 0, 0.05, 0, 0.05, 0],
    ['parts', 'S+C', 'dgsct', 0.3, 0.05, 0.3, 0.05, 0],
    ['parts', 'T', 'lavish', undefined, undefined, undefined, undefined, 0.1],
    ['parts', 'all', 'dgsct', 0.3, 0.05, 0.3, 0.05, 0.1],
    ['directions', 'A2V', 'dgsct', 0.3, 0.05, 0, 0, 0.1],
    ['directions', 'V2A', 'dgsct', 0, 0, 0.3, 0.05, 0.1],
    ['weights', 'as the paper', 'dgsct', 0.3, 0.05, 0.3, 0.05, 0.1],
    ['weights', 'alpha=0.5', 'dgsct', 0.5, 0.05, 0.5, 0.05, 0.1],
    ['weights', 'gamma=0.2', 'dgsct', 0.3, 0.05, 0.3, 0.05, 0.2],
  ])('%s, %s: adapter %s with α %s, β %s of vision, α %s, β %s of sound, and γ %s', (what, variant, ...network) => {
    expect(networkOf(what, variant)).toEqual(network);
  });

  it('draw a curve over each weight, through the paper’s choice', () => {
    const points = ablation('weights').variants.flatMap(({ points: own = [] }) => own);
    const curve = (name: string) => points.filter((point) => point.curve === name).map(({ at }) => at).sort((a, b) => a - b);
    expect([curve('α'), curve('β'), curve('γ')]).toEqual([[0.1, 0.2, 0.3, 0.4, 0.5], [0.01, 0.05, 0.1, 0.2], [0.05, 0.1, 0.2, 0.3]]);
  });
});

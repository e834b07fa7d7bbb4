import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph } from '../../../../src/domain/graph/graph.js';
import { input, variableTensor } from '../../../../src/domain/graph/leaves.js';
import { add, concat, gemm, mul, reduceSum, reshape, sub } from '../../../../src/domain/graph/operations.js';
import { separateUpdates } from '../../../../src/domain/graph/passes/separate-updates.js';
import type { Tensor } from '../../../../src/domain/graph/tensor.js';
import { adam } from '../../../../src/domain/training/optimisers.js';
import { aVariable } from '../../../suites/engine/contract-state.js';

const options = { fromElements: 4, sliceElements: 2 };
const rate = input('rate', []);
const callNames = (graph: Graph): string[] => graph.calls.map(({ operator }) => operator.name);
const adamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, stepCounts: 'shared' } as const;

describe('separateUpdates', () => {
  it('takes the steps of large parameters out as one formula, and leaves their gradients and the shared numbers', () => {
    const [v, w] = [aVariable('v', [4]), aVariable('w', [2, 3])].map(variableTensor);
    const gradients = [input('dv', [4]), reshape(gemm(input('a', [2, 1]), input('b', [1, 3])), [2, 3])];
    const { graph, handedOver, formulas } = separateUpdates(buildGraph({}, adam([v, w].map((tensor, k) => ({ tensor, gradient: gradients[k] })), rate, adamOptions)), options);
    expect(formulas.map(({ uses }) => uses.map(({ elements, variables, updated }) => ({ elements, variables, updated })))).toEqual([
      [
        { elements: 4, variables: ['v', 'optimiser/first_moment/v', 'optimiser/second_moment/v'], updated: ['v', 'optimiser/first_moment/v', 'optimiser/second_moment/v'] },
        { elements: 6, variables: ['w', 'optimiser/first_moment/w', 'optimiser/second_moment/w'], updated: ['w', 'optimiser/first_moment/w', 'optimiser/second_moment/w'] },
      ],
    ]);
    expect(formulas[0].graph.outputs['next/0'].shape).toEqual([2]);
    expect(graph.updates.map(({ variable }) => variable.name)).toEqual(['optimiser/step_count']);
    expect(handedOver.map(({ elements }) => elements).sort()).toEqual([1, 1, 4, 6]);
    expect(callNames(graph).filter((name) => name === 'Sqrt')).toEqual(['Sqrt']);
  });

  it('leaves updates in the graph that are small, read other elements, or that somebody else reads', () => {
    const [small, mixed, shown] = [aVariable('small', [3]), aVariable('mixed', [4]), aVariable('shown', [4])];
    const next = sub(variableTensor(shown), rate);
    const updates = [
      { variable: small, next: mul(variableTensor(small), rate) },
      { variable: mixed, next: mul(variableTensor(mixed), reduceSum(variableTensor(mixed))) },
      { variable: shown, next },
    ];
    const { graph, formulas } = separateUpdates(buildGraph({ next }, updates), options);
    expect(formulas.map(({ uses }) => uses.map(({ updated }) => updated))).toEqual([[['mixed']]]);
    expect(graph.updates.map(({ variable }) => variable.name)).toEqual(['small', 'shown']);
  });

  it('computes two tensors into one in the graph, rather than handing over both', () => {
    const w = aVariable('w', [4]);
    const [a, b] = [input('a', [4]), input('b', [4])];
    const { graph, handedOver } = separateUpdates(buildGraph({}, [{ variable: w, next: sub(variableTensor(w), mul(add(a, b), rate)) }]), options);
    expect(callNames(graph)).toEqual(['Add']);
    expect(handedOver.length).toBe(2);
  });

  it('keeps variables together that read each other, and reads the old value of those that the graph moves', () => {
    const [a, b, moved] = [aVariable('a', [4]), aVariable('b', [4]), aVariable('moved', [4])];
    const updates = [
      { variable: a, next: add(variableTensor(a), variableTensor(b)) },
      { variable: b, next: mul(variableTensor(b), variableTensor(moved)) },
      { variable: moved, next: add(variableTensor(moved), input('row', [1, 4])) },
    ].map((update) => ({ ...update, next: update.next.shape.length === 1 ? update.next : reshape(update.next, [4]) }));
    const { graph, handedOver, formulas } = separateUpdates(buildGraph({}, updates), options);
    expect(formulas.map(({ uses }) => uses.map(({ variables, updated }) => ({ variables, updated })))).toEqual([[{ variables: ['a', 'b'], updated: ['a', 'b'] }]]);
    expect(handedOver.map(({ parts }) => parts.map((part) => graph.outputs[part].origin))).toEqual([[{ kind: 'variable', variable: moved }]]);
  });

  it('hands a joined vector over in parts where they are made from much', () => {
    const w = aVariable('w', [7]);
    const light = (name: string): Tensor => input(name, [2]);
    const heavy = reshape(gemm(input('ones', [1, 2 ** 17]), input('large', [2 ** 17, 3])), [3]);
    const gradient = concat([light('a'), heavy, light('b')], 0);
    const { graph, handedOver } = separateUpdates(buildGraph({}, [{ variable: w, next: sub(variableTensor(w), gradient) }]), options);
    expect(handedOver).toEqual([{ name: 'update:0', elements: 7, parts: ['update:0:0', 'update:0:1', 'update:0:2'] }]);
    expect(callNames(graph)).toEqual(['Gemm']);
  });
});

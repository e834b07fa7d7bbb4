import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { constant, input, variableTensor } from '../../../src/domain/graph/leaves.js';
import { add, exp, mul, neg, topK } from '../../../src/domain/graph/operations.js';
import type { Tensor } from '../../../src/domain/graph/tensor.js';
import { aVariable } from '../../suites/engine/contract-state.js';

describe('buildGraph', () => {
  it('leaves out calls, inputs, constants and variables that no output reaches', () => {
    const x = input('x', [2]);
    const dead = exp(add(mul(input('unused', [2]), variableTensor(aVariable('frozen', [2]))), constant([1, 2])));
    expect(dead.shape).toEqual([2]);
    const graph = buildGraph({ y: neg(x) });
    expect(graph.calls.map(({ operator }) => operator.name)).toEqual(['Neg']);
    expect(graph.inputs).toEqual([x]);
    expect(graph.constants).toEqual([]);
    expect(graph.variables).toEqual([]);
  });

  it('keeps what only an update reaches, and a variable that is only written', () => {
    const counter = aVariable('counter', []);
    const graph = buildGraph({}, [{ variable: counter, next: neg(input('x', [])) }]);
    expect(graph.calls.map(({ operator }) => operator.name)).toEqual(['Neg']);
    expect(graph.variables).toEqual([counter]);
  });

  it('puts every call once, after the calls it uses', () => {
    const x = input('x', [2]);
    const shared = exp(x);
    const { calls } = buildGraph({ y: add(neg(shared), mul(shared, shared)) });
    expect(calls.length).toBe(4);
    calls.forEach((call, position) =>
      call.inputs.forEach(({ origin }) => {
        if (origin.kind === 'call') expect(calls.indexOf(origin.call)).toBeLessThan(position);
      }),
    );
  });

  it('counts a call with several used outputs once', () => {
    const [values, indices] = topK(input('x', [3]), 2, 0);
    expect(buildGraph({ values, indices }).calls.length).toBe(1);
  });

  it('walks graphs deeper than the call stack', () => {
    let deep: Tensor = input('x', []);
    for (let i = 0; i < 50_000; i++) deep = neg(deep);
    expect(buildGraph({ deep }).calls.length).toBe(50_000);
  });

  it('refuses two inputs of one name', () => {
    expect(() => buildGraph({ y: add(input('x', [2]), input('x', [2])) })).toThrow('two inputs are called "x"');
  });

  it('refuses two variables of one name, but takes two tensors of one variable', () => {
    const w = aVariable('w', [2]);
    expect(() => buildGraph({ y: add(variableTensor(w), variableTensor(aVariable('w', [2]))) })).toThrow('two variables are called "w"');
    expect(buildGraph({ y: add(variableTensor(w), variableTensor(w)) }).variables).toEqual([w]);
  });

  it('refuses an update of another shape or type, naming the variable and both types', () => {
    const w = aVariable('w', [2]);
    expect(() => buildGraph({}, [{ variable: w, next: input('x', [3]) }])).toThrow('update of "w" has type float32[3], the variable float32[2]');
    expect(() => buildGraph({}, [{ variable: w, next: input('x', [2], 'int32') }])).toThrow('update of "w" has type int32[2], the variable float32[2]');
  });

  it('refuses two updates of one variable', () => {
    const w = aVariable('w', [2]);
    expect(() => buildGraph({}, [{ variable: w, next: input('x', [2]) }, { variable: w, next: input('y', [2]) }])).toThrow('variable "w" is updated twice');
  });
});

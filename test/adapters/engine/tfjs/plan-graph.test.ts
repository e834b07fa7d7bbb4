import { describe, expect, it } from 'vitest';
import { planGraph } from '../../../../src/adapters/engine/tfjs/plan-graph.js';
import { applyOperator } from '../../../../src/domain/graph/apply-operator.js';
import { buildGraph } from '../../../../src/domain/graph/graph.js';
import { constant, input, variableTensor } from '../../../../src/domain/graph/leaves.js';
import { add, exp, mul, topK } from '../../../../src/domain/graph/operations.js';
import type { Operator, Variable } from '../../../../src/domain/graph/tensor.js';

const x = input('x', [2]);
const weight: Variable = { name: 'weight', dtype: 'float32', shape: [2], kind: 'parameter', trainable: true, initialiser: { kind: 'constant', value: 0 } };

describe('the plan of a graph', () => {
  it('frees every intermediate after the last call that reads it, and keeps outputs and next values', () => {
    const a = exp(x);
    const b = mul(a, a);
    const c = add(b, a);
    const { steps, outputs, updates } = planGraph(buildGraph({ c }, [{ variable: weight, next: mul(c, b) }]));
    expect(steps.map(({ operator }) => operator)).toEqual(['Exp', 'Mul', 'Add', 'Mul']);
    const [slotA, slotB] = steps.map((step) => step.outputs[0]);
    expect(steps.map(({ lastUses }) => lastUses)).toEqual([[], [], [slotA], [slotB]]);
    expect(outputs).toEqual([{ name: 'c', dtype: 'float32', shape: [2], slot: steps[2].outputs[0] }]);
    expect(updates).toEqual([{ name: 'weight', dtype: 'float32', shape: [2], slot: steps[3].outputs[0] }]);
  });

  it('frees a result that nobody reads right after the call', () => {
    const [values] = topK(x, 1, 0);
    const [step] = planGraph(buildGraph({ values })).steps;
    expect(step.lastUses).toEqual([step.outputs[1]]);
  });

  it('gives every tensor of a variable its value, and none to a variable that is only written', () => {
    const unread: Variable = { ...weight, name: 'unread' };
    const twice = add(variableTensor(weight), variableTensor(weight));
    const { variables, steps } = planGraph(buildGraph({ twice }, [{ variable: unread, next: x }]));
    expect(variables.map(({ name, slots }) => [name, slots])).toEqual([['unread', []], ['weight', steps[0].inputs]]);
    expect(new Set(steps[0].inputs).size).toBe(2);
  });

  it('can be sent to a worker', () => {
    const plan = planGraph(buildGraph({ y: mul(x, constant([1, 2])) }));
    expect(structuredClone(plan)).toEqual(plan);
  });

  it('refuses an operator outside the table, naming it', () => {
    const strange: Operator<Record<string, never>> = { name: 'Strange', doc: 'Unknown here.', outputs: ([operand]) => [operand], gradient: 'none' };
    expect(() => planGraph(buildGraph({ y: applyOperator(strange, [x], {})[0] }))).toThrow(/Strange/);
  });
});

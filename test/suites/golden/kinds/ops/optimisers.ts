import { buildGraph, type Update } from '../../../../../src/domain/graph/graph.js';
import { input, Scope } from '../../../../../src/domain/graph/leaves.js';
import type { Tensor, TensorValue } from '../../../../../src/domain/graph/tensor.js';
import { adam, adamw, sgd, type LearntParameter } from '../../../../../src/domain/training/optimisers.js';
import type { GoldenContext, GoldenResult } from '../../golden-kind.js';
import type { OpCase } from './op-case.js';

type Rule = (parameters: readonly LearntParameter[], learningRate: Tensor) => Update[];

function adamOptions(op: OpCase) {
  const [beta1, beta2] = op.numbers('betas');
  return { beta1, beta2, epsilon: op.number('eps'), weightDecay: op.number('weight_decay'), stepCounts: 'perParameter' } as const;
}

const rules: Readonly<Record<string, (op: OpCase) => Rule>> = {
  Adam: (op) => (parameters, rate) => adam(parameters, rate, adamOptions(op)),
  AdamW: (op) => (parameters, rate) => adamw(parameters, rate, adamOptions(op)),
  SGD: (op) => (parameters, rate) =>
    sgd(parameters, rate, { momentum: op.number('momentum'), dampening: op.number('dampening'), weightDecay: op.number('weight_decay'), nesterov: op.flag('nesterov') }),
};

export const isOptimiser = (op: string): boolean => op in rules;

/** Runs the steps one by one; a parameter without a gradient in a step is not part of that step's graph. */
export async function computeOptimiserCase({ golden, engine }: GoldenContext, op: OpCase): Promise<GoldenResult> {
  const rule = rules[op.config.op](op);
  const names = ['p0', 'p1'];
  let state = new Map(names.map((name) => [name, valueOf(golden.inputs, name)]));
  const expected: Record<string, TensorValue> = {};
  const steps = Number(golden.config['steps']);
  const rates = golden.config['learning_rates'] as readonly number[] | undefined;
  for (let step = 1; step <= steps; step++) {
    const gradientOf = (name: string): string => `grad_step${step}_${name}`;
    const present = names.filter((name) => op.has(gradientOf(name)));
    const scope = Scope.root();
    const parameters = present.map((name) => {
      const { shape } = valueOf(golden.inputs, name);
      return { tensor: scope.parameter(name, shape, { kind: 'constant', value: 0 }), gradient: input(gradientOf(name), shape) };
    });
    const graph = buildGraph({}, rule(parameters, input('learning_rate', [])));
    const zeros = new Map(graph.variables.map(({ name, shape, dtype }) => [name, { dtype, shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }]));
    const program = await engine.compile(graph, { initialState: new Map([...zeros.keys()].map((name) => [name, state.get(name) ?? valueOf(zeros, name)])) });
    const rate: TensorValue = { dtype: 'float32', shape: [], data: Float32Array.of(rates?.[step - 1] ?? op.number('lr')) };
    const inputs = present.map((name) => [gradientOf(name), copyOf(valueOf(golden.inputs, gradientOf(name)))] as const);
    await program.run({ learning_rate: rate, ...Object.fromEntries(inputs) });
    state = new Map([...state, ...(await program.readState())]);
    await program.dispose();
    for (const name of names) expected[`step${step}_${name}`] = valueOf(state, name);
  }
  for (const [key, value] of state) {
    const [, kind, name] = key.split('/');
    if (name !== undefined) expected[`final_${kind}_${name}`] = value;
  }
  return { expected, gradients: {} };
}

const copyOf = (value: TensorValue): TensorValue => ({ ...value, data: value.data.slice() });

function valueOf(values: ReadonlyMap<string, TensorValue>, name: string): TensorValue {
  const value = values.get(name);
  if (value === undefined) throw new Error(`no value for "${name}"`);
  return value;
}

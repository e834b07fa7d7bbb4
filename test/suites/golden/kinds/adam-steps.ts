import type { Scope } from '../../../../src/domain/graph/leaves.js';
import type { Tensor, TensorValue } from '../../../../src/domain/graph/tensor.js';
import type { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { stepScalars, trainingStep } from '../../../../src/domain/training/training-step.js';
import type { GoldenContext, GoldenResult } from '../golden-kind.js';
import { numberOf, objectOf } from './published-settings.js';

/** A network whose inputs are called as those of the case's first step, `step1/…`. */
export interface SteppedNetwork {
  readonly scope: Scope;
  readonly context: ForwardContext;
  readonly loss: Tensor;
  /** Expected as `stepN/NAME` beside the loss. */
  readonly terms?: Readonly<Record<string, Tensor>>;
  /** What else the graph is fed in a step (targets). */
  inputs(step: number, of: (name: string) => TensorValue): Record<string, TensorValue>;
}

/** Adam, one batch a step, from the case's parameters: losses, how far each step moved, and what was left at the end. */
export async function adamSteps({ golden, engine }: GoldenContext, { scope, context, loss, terms = {}, inputs }: SteppedNetwork): Promise<GoldenResult> {
  const value = (name: string): TensorValue => {
    const found = golden.inputs.get(name);
    if (found === undefined) throw new Error(`the case has no input "${name}"`);
    return { ...found, data: found.data.slice() };
  };
  const learnt = [...scope.tensors().values()].filter(({ origin }) => origin.kind === 'variable' && origin.variable.trainable);
  const graph = trainingStep({ loss, outputs: terms, statistics: context.updates(), learnt, settings: { optimiser: 'adam', weightDecay: 0, accumulate: 1 } });
  const initialState = new Map(graph.variables.map(({ name, dtype, shape }): [string, TensorValue] => [name, golden.parameters.get(name) ?? { dtype, shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }]));
  const program = await engine.compile(graph, { initialState });
  const expected: Record<string, TensorValue> = {};
  const collect = async (prefix: string, map: (name: string, now: TensorValue) => TensorValue): Promise<void> => {
    const names = golden.expectedNames.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    for (const [name, now] of await program.readState(names)) expected[`${prefix}${name}`] = map(name, now);
  };
  const fed = graph.inputs.flatMap(({ origin }) => (origin.kind === 'input' && origin.name.startsWith('step1/') ? [origin.name.slice('step1/'.length)] : []));
  const steps = new Set([...golden.inputs.keys()].map((name) => name.split('/')[0])).size;
  try {
    for (let step = 1; step <= steps; step++) {
      const scalars = stepScalars(step - 1, steps, numberOf(objectOf(golden.config, 'optimizer'), 'lr'), { accumulate: 1, accumulation: 'mean' });
      const result = await program.run({ ...Object.fromEntries(fed.map((name) => [`step1/${name}`, value(`step${step}/${name}`)])), ...inputs(step, value), ...scalars });
      expected[`step${step}/loss`] = result.loss;
      for (const name of Object.keys(terms)) expected[`step${step}/${name}`] = result[name];
      await collect(`step${step}/after/`, (_, now) => now);
      await collect(`step${step}/delta/`, (name, now) => ({ ...now, data: Float64Array.from(now.data, (element: number, i) => element - (initialState.get(name)?.data[i] ?? 0)) }));
    }
    await collect('after/', (_, now) => now);
  } finally {
    await program.dispose();
  }
  return { expected, gradients: {} };
}

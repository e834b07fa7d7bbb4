import { constantOf } from '../../../src/domain/graph/leaves.js';
import { buildGraph, topologicalOrder } from '../../../src/domain/graph/graph.js';
import { add, mul, reduceSum } from '../../../src/domain/graph/operations.js';
import { elementCount } from '../../../src/domain/graph/shapes.js';
import type { DType, NumericArray, Tensor, TensorValue, Variable } from '../../../src/domain/graph/tensor.js';
import type { Engine } from '../../../src/domain/ports/engine.js';
import { compare, type Comparison } from './compare.js';
import { fill } from './fill.js';
import type { GoldenCase, GoldenContext, GoldenKind } from './golden-kind.js';
import { loadCase } from './load-case.js';
import { mistakenGradients } from './mistaken-gradients.js';

/** Computes a case on an engine and holds it against the stored numbers. */
export async function runCase(id: string, kind: GoldenKind, engine: Engine): Promise<Comparison> {
  const loaded = loadCase(id);
  const right = mistakenGradients.get(id)?.right;
  const gradients = right === undefined ? loaded.gradients : loaded.gradients.filter(({ name }) => right.includes(name));
  return compare({ ...loaded, gradients }, await kind.compute(contextOf(loaded.golden, engine)));
}

/** What a kind computes a case with. */
export function contextOf(golden: GoldenCase, engine: Engine): GoldenContext {
  return { golden, engine, cotangentLoss, evaluate: (outputs, updates, extraInputs) => evaluate(withInputs(golden, extraInputs), engine, outputs, updates) };
}

const withInputs = (golden: GoldenCase, extra: Readonly<Record<string, TensorValue>> = {}): GoldenCase => ({ ...golden, inputs: new Map([...golden.inputs, ...Object.entries(extra)]) });

function cotangentLoss(outputs: Readonly<Record<string, Tensor>>): Tensor {
  const terms = Object.entries(outputs).map(([name, output]) => reduceSum(mul(output, constantOf(fill(`cotangent/${name}`, output.shape, 0, 1)))));
  return terms.reduce((sum, term) => add(sum, term));
}

async function evaluate(golden: GoldenCase, engine: Engine, outputs: Readonly<Record<string, Tensor>>, updates: ReadonlyMap<string, Tensor> = new Map()): Promise<Record<string, TensorValue>> {
  const variables = variablesOf([...Object.values(outputs), ...updates.values()]);
  const moved = [...updates].map(([name, next]) => {
    const variable = variables.get(name);
    if (variable === undefined) throw new Error(`case ${golden.id}: no variable "${name}" to update`);
    return { variable, next };
  });
  const graph = buildGraph(outputs, moved);
  const initialState = new Map(graph.variables.map((variable) => [variable.name, valueOf(variable, golden)]));
  const program = await engine.compile(graph, { initialState });
  try {
    const inputs = Object.fromEntries(graph.inputs.flatMap(({ origin, dtype }) => (origin.kind === 'input' ? [[origin.name, inputValue(origin.name, dtype, golden)]] : [])));
    const results = await program.run(inputs);
    return moved.length === 0 ? results : { ...results, ...Object.fromEntries(await program.readState([...updates.keys()])) };
  } finally {
    await program.dispose();
  }
}

function variablesOf(roots: readonly Tensor[]): Map<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const { origin } of topologicalOrder(roots).leaves) if (origin.kind === 'variable') variables.set(origin.variable.name, origin.variable);
  return variables;
}

/** The case's parameter (or, where a case lists all operands as inputs, input) of this name, else the variable's own constant start. */
function valueOf(variable: Variable, golden: GoldenCase): TensorValue {
  const given = golden.parameters.get(variable.name) ?? golden.inputs.get(variable.name);
  if (given !== undefined) return given;
  const { initialiser, dtype, shape } = variable;
  if (initialiser.kind === 'value') return initialiser.value;
  if (initialiser.kind === 'constant') return { dtype, shape, data: ofType(dtype, new Array<number>(elementCount(shape)).fill(initialiser.value)) };
  throw new Error(`case ${golden.id} gives no value for "${variable.name}"`);
}

/** A fresh copy, because an engine may take the buffer over; integers become booleans where the graph wants them. */
function inputValue(name: string, dtype: DType, golden: GoldenCase): TensorValue {
  const given = golden.inputs.get(name);
  if (given === undefined) throw new Error(`case ${golden.id} has no input "${name}"`);
  return { dtype, shape: given.shape, data: ofType(dtype, given.data) };
}

function ofType(dtype: DType, numbers: ArrayLike<number>): NumericArray {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(numbers);
    case 'int32':
      return Int32Array.from(numbers);
    case 'bool':
      return Uint8Array.from(numbers);
  }
}

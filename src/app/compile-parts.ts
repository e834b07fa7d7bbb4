import type { Graph } from '../domain/graph/graph.js';
import { splitFixed } from '../domain/graph/passes/split-fixed.js';
import type { TensorValue, Variable } from '../domain/graph/tensor.js';
import type { Engine, Program } from '../domain/ports/engine.js';

/** A graph for an engine, and before it the part of it that is the same in every run: position biases and texts of frozen encoders. */
export interface GraphParts {
  readonly graph: Graph;
  /** Its outputs are variables of `graph`; absent where there is no such part. */
  readonly fixed?: Graph;
}

/** @param changes which variables are written between runs, by name, beside those that the graph updates; none unless given */
export function graphParts(graph: Graph, changes: (name: string) => boolean = () => false): GraphParts {
  const split = splitFixed(graph, changes);
  return split === undefined ? { graph } : { graph: split.varying, fixed: split.fixed };
}

/** The variables that need a value: the model's, and not what is computed from them. */
export function variablesOf({ graph, fixed }: GraphParts): Variable[] {
  if (fixed === undefined) return [...graph.variables];
  const own = graph.variables.filter(({ name }) => !Object.hasOwn(fixed.outputs, name));
  return [...new Map([...fixed.variables, ...own].map((variable) => [variable.name, variable])).values()];
}

/** Computes the fixed part now, once, and compiles the rest. @param values of the variables, others may be among them @throws Error for a variable without a value */
export async function compileParts(engine: Engine, { graph, fixed }: GraphParts, values: ReadonlyMap<string, TensorValue>): Promise<Program> {
  if (fixed === undefined) return engine.compile(graph, { initialState: valuesOf(graph, values) });
  const computed = await computeOnce(engine, fixed, values);
  return engine.compile(graph, { initialState: valuesOf(graph, new Map([...values, ...computed])) });
}

async function computeOnce(engine: Engine, graph: Graph, values: ReadonlyMap<string, TensorValue>): Promise<ReadonlyMap<string, TensorValue>> {
  const program = await engine.compile(graph, { initialState: valuesOf(graph, values) });
  try {
    return new Map(Object.entries(await program.run({})));
  } finally {
    await program.dispose();
  }
}

const valuesOf = (graph: Graph, values: ReadonlyMap<string, TensorValue>): ReadonlyMap<string, TensorValue> =>
  new Map(
    graph.variables.map(({ name }) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`no first value for "${name}"`);
      return [name, value];
    }),
  );

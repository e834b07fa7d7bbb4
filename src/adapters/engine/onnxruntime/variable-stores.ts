import type { Graph } from '../../../domain/graph/graph.js';
import type { DType, Shape, Variable } from '../../../domain/graph/tensor.js';

/** One array that a session is fed: one variable, or many small ones end to end. */
export interface VariableStore {
  /** ONNX name of the value before the run. */
  readonly port: string;
  /** ONNX name of the value after the run; absent when no run changes the store. */
  readonly nextPort: string | undefined;
  readonly dtype: DType;
  readonly shape: Shape;
  /** What lies in it, as the outside knows it. */
  readonly variables: readonly Variable[];
  /** The graph's variable, where that is another: the vector of several. */
  readonly vector?: Variable;
}

/** The variable that stands for a store in the graph. */
export const storedVariable = ({ vector, variables }: VariableStore): Variable => vector ?? variables[0];

/** A store for each variable of a graph. @param members what lies in a variable, by its name, where it is a vector of several */
export function planVariableStores(graph: Pick<Graph, 'variables' | 'updates'>, members: ReadonlyMap<string, readonly Variable[]> = new Map()): VariableStore[] {
  const updated = new Set(graph.updates.map(({ variable }) => variable.name));
  return graph.variables.map((variable, index) => {
    const inside = members.get(variable.name);
    const { name, dtype, shape } = variable;
    return { port: `state:${index}`, nextPort: updated.has(name) ? `next:${index}` : undefined, dtype, shape, ...(inside === undefined ? { variables: [variable] } : { variables: inside, vector: variable }) };
  });
}

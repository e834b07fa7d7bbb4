import type { Graph } from '../../../domain/graph/graph.js';
import { elementCount } from '../../../domain/graph/shapes.js';
import type { DType, Shape, Variable } from '../../../domain/graph/tensor.js';

/** Feeding and fetching one tensor costs onnxruntime-node about 6 µs each; below this size a variable is cheaper cut out of a shared vector. */
const PACKED_BELOW_ELEMENTS = 4096;

/** One array that a session is fed: one variable, or many small ones end to end. */
export interface VariableStore {
  /** ONNX name of the value before the run. */
  readonly port: string;
  /** ONNX name of the value after the run; absent when no run changes the store. */
  readonly nextPort: string | undefined;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly variables: readonly Variable[];
}

/** Puts each variable of a graph into a store: small float variables share one store for changing and one for fixed values. */
export function planVariableStores(graph: Graph, packedBelow = PACKED_BELOW_ELEMENTS): VariableStore[] {
  const updated = new Set(graph.updates.map(({ variable }) => variable.name));
  const isSmall = ({ dtype, shape }: Variable): boolean => dtype === 'float32' && elementCount(shape) < packedBelow;
  const small = graph.variables.filter(isSmall);
  const groups = [
    small.filter(({ name }) => updated.has(name)),
    small.filter(({ name }) => !updated.has(name)),
    ...graph.variables.filter((variable) => !isSmall(variable)).map((variable) => [variable]),
  ].filter((group) => group.length > 0);
  return groups.map((variables, index) => {
    const [first] = variables;
    const shape = variables.length === 1 ? first.shape : [variables.reduce((sum, variable) => sum + elementCount(variable.shape), 0)];
    const nextPort = updated.has(first.name) ? `next:${index}` : undefined;
    return { port: `state:${index}`, nextPort, dtype: first.dtype, shape, variables };
  });
}

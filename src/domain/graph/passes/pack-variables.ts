import { buildGraph, type Graph, type Update } from '../graph.js';
import { variableTensor } from '../leaves.js';
import { concat, reshape, slice } from '../operations.js';
import { elementCount } from '../shapes.js';
import type { Tensor, Variable } from '../tensor.js';
import { madeBy } from './call-of.js';
import { rewrite } from './rewrite.js';
import { joinReshapes, joinSlices } from './rules/movement-rules.js';
import { substitute } from './substitute.js';

/** Variables that lie end to end in one vector. */
export interface VariablePack {
  readonly vector: Variable;
  readonly members: readonly Variable[];
}

/**
 * Puts float variables of fewer than `belowElements` elements into vectors: those that change apart from those that do not.
 * Variables of any size that the graph itself joins and moves together (a packed optimiser) lie in its order, so that joining and cutting them vanishes.
 */
export function packVariables(graph: Graph, belowElements: number): { readonly graph: Graph; readonly packs: readonly VariablePack[] } {
  const updated = new Set(graph.updates.map(({ variable }) => variable.name));
  const joined = joinedVariables(graph).filter(({ name }) => updated.has(name));
  const rest = graph.variables.filter((variable) => !joined.includes(variable) && variable.dtype === 'float32' && elementCount(variable.shape) < belowElements);
  const groups = [joined, rest.filter(({ name }) => updated.has(name)), rest.filter(({ name }) => !updated.has(name))];
  const packs = groups.filter((members) => members.length > 1).map(packOf);
  return { graph: packs.length === 0 ? graph : withPacks(graph, packs), packs };
}

function packOf(members: readonly Variable[], index: number): VariablePack {
  const size = members.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  return { vector: { name: `packed:${index}`, dtype: 'float32', shape: [size], kind: 'parameter', trainable: false, initialiser: { kind: 'constant', value: 0 } }, members };
}

/** The longest row of different variables that the graph joins into a vector. */
function joinedVariables({ calls }: Graph): readonly Variable[] {
  const rows = calls.flatMap((call) => {
    const [output] = call.outputs;
    if (call.operator.name !== 'Concat' || output.shape.length !== 1) return [];
    const variables = call.inputs.flatMap((part) => {
      const { origin } = madeBy(part, 'Reshape')?.inputs[0] ?? part;
      return origin.kind === 'variable' ? [origin.variable] : [];
    });
    return variables.length === call.inputs.length && new Set(variables).size === variables.length ? [variables] : [];
  });
  return rows.reduce((longest: readonly Variable[], row) => (row.length > longest.length ? row : longest), []);
}

function withPacks(graph: Graph, packs: readonly VariablePack[]): Graph {
  const pieces = new Map<string, Tensor>();
  for (const { vector, members } of packs) {
    const whole = variableTensor(vector);
    let start = 0;
    for (const { name, shape } of members) {
      pieces.set(name, reshape(slice(whole, 0, start, (start += elementCount(shape))), shape));
    }
  }
  const { resolve, calls } = substitute(graph, ({ origin }) => (origin.kind === 'variable' ? pieces.get(origin.variable.name) : undefined));
  const nexts = new Map(graph.updates.map(({ variable, next }) => [variable.name, resolve(next)]));
  const flatNext = ({ name, shape }: Variable): Tensor | undefined => {
    const next = nexts.get(name);
    return next && reshape(next, [elementCount(shape)]);
  };
  const updates = packs.flatMap(({ vector, members }): Update[] => {
    const parts = members.flatMap((member) => flatNext(member) ?? []);
    return parts.length === 0 ? [] : [{ variable: vector, next: concat(parts, 0) }];
  });
  const others = graph.updates.filter(({ variable }) => !pieces.has(variable.name)).map(({ variable, next }) => ({ variable, next: resolve(next) }));
  const outputs = Object.fromEntries(Object.entries(graph.outputs).map(([name, tensor]) => [name, resolve(tensor)]));
  return rewrite(buildGraph(outputs, [...updates, ...others], calls), [joinReshapes, joinSlices]);
}

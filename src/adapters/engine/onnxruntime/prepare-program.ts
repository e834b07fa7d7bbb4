import type { Graph } from '../../../domain/graph/graph.js';
import { packVariables } from '../../../domain/graph/passes/pack-variables.js';
import { separateUpdates } from '../../../domain/graph/passes/separate-updates.js';
import type { FormulaUse } from '../../../domain/graph/passes/update-formula.js';
import type { DType } from '../../../domain/graph/tensor.js';
import { lowerGraph, type Port } from './lower-graph.js';
import type { Precision } from './precision.js';
import { planVariableStores, type VariableStore } from './variable-stores.js';

/** Feeding and fetching one tensor costs onnxruntime-node about 6 µs each; below this size a variable is cheaper cut out of a shared vector. */
const PACKED_BELOW_ELEMENTS = 4096;
/** From this size on an update goes slice by slice: below, one run of the formula costs more than the passes it saves. */
const SLICED_FROM_ELEMENTS = 65_536;
/** 256 KiB of each tensor: what a formula touches stays in the second-level cache. */
const SLICE_ELEMENTS = 65_536;

/** A step of variables that runs after the session, slice by slice. */
export interface PreparedFormula {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly sliceElements: number;
  readonly uses: readonly FormulaUse[];
}

/** A vector that formulas read, and the results that lie in it end to end. */
export interface HandedOverPorts {
  readonly name: string;
  readonly dtype: DType;
  readonly elements: number;
  readonly parts: readonly Port[];
}

export interface PreparedStore extends VariableStore {
  /** Whether the session reads it; formulas alone read the others. */
  readonly isFed: boolean;
}

/** A graph made ready for onnxruntime: one session for most of it, and formulas for large variables. */
export interface PreparedProgram {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Results that formulas read and nobody else. */
  readonly handedOver: readonly HandedOverPorts[];
  readonly stores: readonly PreparedStore[];
  readonly formulas: readonly PreparedFormula[];
}

export interface PrepareOptions {
  readonly precision: Precision;
  /** Other devices get operators of the standard alone, and update variables where the graph does. */
  readonly device: string;
}

/** @throws Error for an operator outside the domain's table, or constants over 2 GiB */
export function prepareProgram(graph: Graph, { precision, device }: PrepareOptions): PreparedProgram {
  const dialect = device === 'cpu' ? 'onnxruntime' : 'onnx';
  const { graph: packed, packs } = packVariables(graph, PACKED_BELOW_ELEMENTS);
  const { graph: rest, handedOver, formulas } = device !== 'cpu' ? { graph: packed, handedOver: [], formulas: [] } : separateUpdates(packed, { fromElements: SLICED_FROM_ELEMENTS, sliceElements: SLICE_ELEMENTS });
  const members = new Map(packs.map(({ vector, members: inside }) => [vector.name, inside]));
  const { model, inputs, outputs, stores } = lowerGraph(rest, precision, planVariableStores(rest, members), dialect);
  const held = new Set(rest.variables.map(({ name }) => name));
  const apart = planVariableStores({ variables: packed.variables.filter(({ name }) => !held.has(name)), updates: [] }, members);
  return {
    model,
    inputs,
    outputs: outputs.filter(({ name }) => Object.hasOwn(graph.outputs, name)),
    handedOver: handedOver.map(({ name, elements, parts }) => {
      const ports = parts.flatMap((part) => outputs.filter((output) => output.name === part));
      return { name, elements, dtype: ports[0].dtype, parts: ports };
    }),
    stores: [...stores.map((store) => ({ ...store, isFed: true })), ...apart.map((store) => ({ ...store, isFed: false }))],
    formulas: formulas.map(({ graph: formula, uses }) => ({ ...lowerGraph(formula, precision, [], dialect), sliceElements: SLICE_ELEMENTS, uses })),
  };
}

import type { Graph } from '../../../domain/graph/graph.js';
import { operatorTable, type OperatorName } from '../../../domain/graph/operators/table.js';
import { elementCount } from '../../../domain/graph/shapes.js';
import type { Attributes, Call, DType, Shape, Tensor, Variable } from '../../../domain/graph/tensor.js';
import { biasedProducts } from './bias-fusion.js';
import { doublePrecisionLowerings } from './double-precision-lowerings.js';
import { lowerings, type Lowering } from './lowerings.js';
import { int, OnnxWriter } from './onnx-writer.js';
import type { Precision } from './precision.js';
import { planVariableStores, type VariableStore } from './variable-stores.js';

/** An input or output of the graph and its name in the model. */
export interface Port {
  readonly name: string;
  readonly port: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A graph as an ONNX model (opset 20), with what has to be fed and fetched. */
export interface LoweredGraph {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly stores: readonly VariableStore[];
}

/** @throws Error for an operator outside the domain's table, or constants over 2 GiB */
export function lowerGraph(graph: Graph, precision: Precision = 'float32', stores: readonly VariableStore[] = planVariableStores(graph)): LoweredGraph {
  const onnx = new OnnxWriter(precision);
  const inputs = graph.inputs.map((tensor) => portOf('input', inputName(tensor), tensor));
  const outputs = Object.entries(graph.outputs).map(([name, tensor]) => portOf('output', name, tensor));
  const names = new Map<Tensor, string>();
  graph.inputs.forEach((tensor, position) => names.set(tensor, inputs[position].port));
  inputs.forEach((port) => onnx.input(port.port, port));
  const variableNames = readStores(onnx, stores);

  const nameOf = (tensor: Tensor): string => {
    const { origin } = tensor;
    const known = origin.kind === 'variable' ? variableNames.get(origin.variable.name) : names.get(tensor);
    if (known !== undefined) return known;
    if (origin.kind !== 'constant') throw new Error(`a tensor of kind ${origin.kind} is used before it is made: the order of the graph's calls is broken`);
    const name = onnx.constant(origin.value);
    names.set(tensor, name);
    return name;
  };

  const nexts = new Map(graph.updates.map(({ variable, next }) => [variable.name, next]));
  const wanted = wantedNames(outputs.map(({ port }, position) => ({ port, tensor: Object.values(graph.outputs)[position] })), stores, nexts);
  lowerCalls(onnx, graph, { names, nameOf, wanted });

  for (const { port, name } of outputs) nameResult(onnx, nameOf(graph.outputs[name]), port);
  outputs.forEach((port) => onnx.output(port.port, port));
  writeStores(onnx, stores, (variable) => {
    const next = nexts.get(variable.name);
    if (next === undefined) throw new Error(`variable "${variable.name}" shares a store with updated ones but has no update`);
    return nameOf(next);
  });
  return { model: onnx.model(), inputs, outputs, stores };
}

interface Naming {
  readonly names: Map<Tensor, string>;
  readonly nameOf: (tensor: Tensor) => string;
  readonly wanted: ReadonlyMap<Tensor, string>;
}

function lowerCalls(onnx: OnnxWriter, graph: Graph, { names, nameOf, wanted }: Naming): void {
  const biased = biasedProducts(graph);
  const absorbed = new Set([...biased.values()].map(({ product }) => product));
  for (const call of graph.calls) {
    if (absorbed.has(call)) continue;
    const fused = biased.get(call);
    const { operator, inputs, attributes } = fused?.product ?? call;
    const operands = fused === undefined ? inputs : [...inputs, fused.bias];
    const results = call.outputs.map((output) => {
      const name = wanted.get(output) ?? onnx.fresh(operator.name.toLowerCase());
      names.set(output, name);
      return name;
    });
    loweringOf(call, operator.name, onnx.precision)(onnx, { inputs: operands.map(nameOf), outputs: results, operands, results: call.outputs, attributes });
  }
}

function loweringOf(call: Call, name: string, precision: Precision): Lowering<Attributes> {
  if (!isOperatorName(name)) throw new Error(`operator ${call.operator.name} is not in the operator table: the onnxruntime engine cannot run it`);
  // The table's own operator made the call, so the attributes are the entry's.
  const double = precision === 'float64' ? doublePrecisionLowerings[name] : undefined;
  return (double ?? lowerings[name]) as Lowering<Attributes>;
}

const isOperatorName = (name: string): name is OperatorName => Object.hasOwn(operatorTable, name);

/** Results that come out under a name of ours: the call that makes them may write there at once. */
function wantedNames(
  outputs: readonly { readonly port: string; readonly tensor: Tensor }[],
  stores: readonly VariableStore[],
  nexts: ReadonlyMap<string, Tensor>,
): ReadonlyMap<Tensor, string> {
  const wanted = new Map<Tensor, string>();
  const want = (tensor: Tensor | undefined, name: string): void => {
    if (tensor !== undefined && !wanted.has(tensor)) wanted.set(tensor, name);
  };
  outputs.forEach(({ port, tensor }) => want(tensor, port));
  for (const { nextPort, variables } of stores) if (nextPort !== undefined && variables.length === 1) want(nexts.get(variables[0].name), nextPort);
  return wanted;
}

/** Declares the stores as inputs and cuts the shared ones. @returns ONNX names by variable name */
function readStores(onnx: OnnxWriter, stores: readonly VariableStore[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const store of stores) {
    onnx.input(store.port, store);
    if (store.variables.length === 1) {
      names.set(store.variables[0].name, store.port);
      continue;
    }
    const pieces = store.variables.map(() => onnx.fresh('piece'));
    onnx.node('Split', [store.port, onnx.int64(store.variables.map(({ shape }) => elementCount(shape)))], pieces, { axis: int(0) });
    store.variables.forEach(({ name, shape }, k) => names.set(name, shape.length === 1 ? pieces[k] : onnx.value('Reshape', [pieces[k], onnx.int64(shape)])));
  }
  return names;
}

/** Declares the next values of the stores as outputs and joins the shared ones. */
function writeStores(onnx: OnnxWriter, stores: readonly VariableStore[], nextOf: (variable: Variable) => string): void {
  for (const store of stores) {
    if (store.nextPort === undefined) continue;
    if (store.variables.length === 1) nameResult(onnx, nextOf(store.variables[0]), store.nextPort);
    else {
      const flat = store.variables.map((variable) => (variable.shape.length === 1 ? nextOf(variable) : onnx.value('Reshape', [nextOf(variable), onnx.int64([elementCount(variable.shape)])])));
      onnx.node('Concat', flat, [store.nextPort], { axis: int(0) });
    }
    onnx.output(store.nextPort, store);
  }
}

/** Brings a value out under `port`: a copy, unless it was made under that name. */
function nameResult(onnx: OnnxWriter, name: string, port: string): void {
  if (name !== port) onnx.node('Identity', [name], [port]);
}

const portOf = (kind: 'input' | 'output', name: string, { dtype, shape }: Tensor): Port => ({ name, port: `${kind}:${name}`, dtype, shape });

function inputName(tensor: Tensor): string {
  if (tensor.origin.kind !== 'input') throw new Error('the graph lists a tensor as input that is none');
  return tensor.origin.name;
}

import type { Graph } from '../../../domain/graph/graph.js';
import { operatorTable, type OperatorName } from '../../../domain/graph/operators/table.js';
import type { Attributes, Call, DType, Shape, Tensor, TensorType } from '../../../domain/graph/tensor.js';
import { doublePrecisionLowerings } from './double-precision-lowerings.js';
import { planFusions, type CutGroup } from './fusions.js';
import { lowerings, type Lowering } from './lowerings.js';
import { int, OnnxWriter, type OnnxDialect } from './onnx-writer.js';
import { onnxruntimeLowerings } from './onnxruntime-lowerings.js';
import type { Precision } from './precision.js';
import { planVariableStores, storedVariable, type VariableStore } from './variable-stores.js';

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

/**
 * @param dialect `onnx` writes operators of the standard alone, `onnxruntime` also its own faster ones
 * @throws Error for an operator outside the domain's table, or constants over 2 GiB
 */
export function lowerGraph(graph: Graph, precision: Precision = 'float32', stores: readonly VariableStore[] = planVariableStores(graph), dialect: OnnxDialect = 'onnx'): LoweredGraph {
  const onnx = new OnnxWriter(precision, dialect);
  const inputs = graph.inputs.map((tensor) => portOf('input', inputName(tensor), tensor));
  const outputs = Object.entries(graph.outputs).map(([name, tensor]) => portOf('output', name, tensor));
  const names = new Map<Tensor, string>();
  graph.inputs.forEach((tensor, position) => names.set(tensor, inputs[position].port));
  inputs.forEach((port) => onnx.input(port.port, port));
  const variableNames = new Map(stores.map((store) => [storedVariable(store).name, store.port]));
  stores.forEach((store) => onnx.input(store.port, store));

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
  const results: readonly { readonly port: string; readonly type: TensorType; readonly tensor: Tensor }[] = [
    ...outputs.map((type) => ({ port: type.port, type, tensor: graph.outputs[type.name] })),
    ...stores.flatMap((store) => (store.nextPort === undefined ? [] : [{ port: store.nextPort, type: store, tensor: nextOf(store, nexts) }])),
  ];
  const wanted = new Map<Tensor, string>();
  for (const { port, tensor } of results) if (!wanted.has(tensor)) wanted.set(tensor, port);
  lowerCalls(onnx, graph, { names, nameOf, wanted });

  for (const { port, tensor, type } of results) {
    // A copy, unless it was made under that name.
    if (nameOf(tensor) !== port) onnx.node('Identity', [nameOf(tensor)], [port]);
    onnx.output(port, type);
  }
  return { model: onnx.model(), inputs, outputs, stores };
}

function nextOf(store: VariableStore, nexts: ReadonlyMap<string, Tensor>): Tensor {
  const { name } = storedVariable(store);
  const next = nexts.get(name);
  if (next === undefined) throw new Error(`the store of variable "${name}" has a next value but the graph none`);
  return next;
}

interface Naming {
  readonly names: Map<Tensor, string>;
  readonly nameOf: (tensor: Tensor) => string;
  /** Results that come out under a name of ours: the call that makes them writes there at once. */
  readonly wanted: ReadonlyMap<Tensor, string>;
}

function lowerCalls(onnx: OnnxWriter, graph: Graph, { names, nameOf, wanted }: Naming): void {
  const { products, cuts, absorbed } = planFusions(graph);
  const nameResult = (output: Tensor, hint: string): string => {
    const name = wanted.get(output) ?? onnx.fresh(hint);
    names.set(output, name);
    return name;
  };
  for (const call of graph.calls) {
    if (absorbed.has(call)) continue;
    const group = cuts.get(call);
    if (group !== undefined) {
      lowerCuts(onnx, nameOf(call.inputs[0]), group, (result) => nameResult(result, 'piece'));
      continue;
    }
    const [output] = call.outputs;
    if (call.operator.name === 'StopGradient' && !wanted.has(output)) {
      names.set(output, nameOf(call.inputs[0]));
      continue;
    }
    const fused = products.get(call);
    const { operator, inputs, attributes } = fused?.product ?? call;
    const operands = fused?.bias === undefined ? inputs : [...inputs, fused.bias];
    const results = call.outputs.map((result) => nameResult(result, operator.name.toLowerCase()));
    loweringOf(call, operator.name, onnx)(onnx, { inputs: operands.map(nameOf), outputs: results, operands, results: call.outputs, attributes, nameOf });
  }
}

function lowerCuts(onnx: OnnxWriter, x: string, { axis, pieces }: CutGroup, nameResult: (result: Tensor) => string): void {
  const names = pieces.map(({ result }) => (result === undefined ? onnx.fresh('unused') : nameResult(result)));
  onnx.node('Split', [x, onnx.int64(pieces.map(({ size }) => size))], names, { axis: int(axis) });
}

function loweringOf(call: Call, name: string, { precision, dialect }: OnnxWriter): Lowering<Attributes> {
  if (!isOperatorName(name)) throw new Error(`operator ${call.operator.name} is not in the operator table: the onnxruntime engine cannot run it`);
  const double = precision === 'float64' ? doublePrecisionLowerings[name] : undefined;
  const faster = precision === 'float32' && dialect === 'onnxruntime' ? onnxruntimeLowerings[name] : undefined;
  // The table's own operator made the call, so the attributes are the entry's.
  return (double ?? faster ?? lowerings[name]) as Lowering<Attributes>;
}

const isOperatorName = (name: string): name is OperatorName => Object.hasOwn(operatorTable, name);

const portOf = (kind: 'input' | 'output', name: string, { dtype, shape }: Tensor): Port => ({ name, port: `${kind}:${name}`, dtype, shape });

function inputName(tensor: Tensor): string {
  if (tensor.origin.kind !== 'input') throw new Error('the graph lists a tensor as input that is none');
  return tensor.origin.name;
}

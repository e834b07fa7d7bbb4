import { create, fromBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataType,
  type GraphProto,
  type ModelProto,
  type ValueInfoProto,
} from 'onnx-buf';
import type { ExportedModel } from '../../../../domain/ports/model-exporter.js';
import { lowerGraph, type LoweredGraph } from '../lower-graph.js';

/**
 * The model without its weights: inputs and outputs have their own names, weights are called as the variables, everything in between begins with a slash.
 * @throws Error for a graph with updates, two things of one name, or an operator that is none of ONNX's own
 */
export function inferenceModel({ graph, byteInputs, metadata }: Pick<ExportedModel, 'graph' | 'byteInputs' | 'metadata'>): ModelProto {
  if (graph.updates.length > 0) throw new Error('a model that changes its own variables cannot be exported');
  const stores = graph.variables.map((variable) => ({ port: variable.name, nextPort: undefined, dtype: variable.dtype, shape: variable.shape, variables: [variable] }));
  const lowered = lowerGraph(graph, 'float32', stores, 'onnx');
  const model = fromBinary(ModelProtoSchema, lowered.model);
  if (model.graph === undefined) throw new Error('the lowered model has no graph');
  refuseForeignOperators(model.graph);
  rename(model.graph, finalNames(lowered));
  const weights = new Set(graph.variables.map(({ name }) => name));
  model.graph.input = model.graph.input.filter(({ name }) => !weights.has(name));
  for (const name of byteInputs) takeAsBytes(model.graph, name);
  model.metadataProps = Object.entries(metadata).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value }));
  return model;
}

/** What is called otherwise than in the lowered model: ports by the names of their tensors, weights by their own. @throws Error for two things of one name */
function finalNames({ inputs, outputs, stores }: LoweredGraph): ReadonlyMap<string, string> {
  const names = new Map([...inputs, ...outputs].map(({ port, name }) => [port, name]));
  for (const { port } of stores) names.set(port, port);
  const taken = new Set<string>();
  for (const name of names.values()) {
    if (taken.has(name)) throw new Error(`two of the model's inputs, outputs and weights are called "${name}"`);
    taken.add(name);
  }
  return names;
}

function rename(graph: GraphProto, names: ReadonlyMap<string, string>): void {
  // An empty name is an operand that is left out.
  const renamed = (name: string): string => (name === '' ? '' : (names.get(name) ?? `/${name}`));
  for (const node of graph.node) {
    node.input = node.input.map(renamed);
    node.output = node.output.map(renamed);
  }
  for (const item of [...graph.input, ...graph.output, ...graph.initializer, ...graph.valueInfo]) item.name = renamed(item.name);
}

function refuseForeignOperators({ node }: GraphProto): void {
  const foreign = node.find(({ domain }) => domain !== '');
  if (foreign !== undefined) throw new Error(`the operator ${foreign.domain}.${foreign.opType} is none of ONNX's own: other runtimes may not have it`);
}

/** Declares an input as uint8 and widens it to what the graph reads. */
function takeAsBytes(graph: GraphProto, name: string): void {
  const input = graph.input.find((candidate) => candidate.name === name);
  if (input === undefined) throw new Error(`the model has no input "${name}"`);
  const declared = elementType(input);
  const wide = `/${name}`;
  for (const node of graph.node) node.input = node.input.map((operand) => (operand === name ? wide : operand));
  const to = create(AttributeProtoSchema, { name: 'to', type: AttributeProto_AttributeType.INT, i: BigInt(declared.elemType) });
  graph.node.unshift(create(NodeProtoSchema, { name: `widen ${name}`, opType: 'Cast', input: [name], output: [wide], attribute: [to] }));
  declared.elemType = TensorProto_DataType.UINT8;
}

function elementType({ name, type }: ValueInfoProto): { elemType: number } {
  if (type?.value.case !== 'tensorType') throw new Error(`the input "${name}" is no tensor`);
  return type.value.value;
}

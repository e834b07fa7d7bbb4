import { create, toBinary } from '@bufbuild/protobuf';
import { StringStringEntryProtoSchema, TensorProto_DataLocation, TensorProtoSchema, type ModelProto, ModelProtoSchema, GraphProtoSchema } from 'onnx-buf';
import type { TensorValue } from '../../../../domain/graph/tensor.js';
import { bytesOf, storedArray } from '../../../files/tensor-bytes.js';
import { onnxType } from '../onnx-writer.js';

/** A weight with its name in the model. */
export interface NamedWeight {
  readonly name: string;
  readonly value: TensorValue;
}

/** Fields of ONNX's messages (onnx.proto) that are written here by hand, so that no weight is copied: all of them hold a length and as many bytes. */
const field = { modelGraph: 7, graphInitializer: 5, tensorRawData: 9 } as const;

/** Where weights begin in a file of their own: whole pages, so that they can be mapped into memory. */
const alignmentBytes = 4096;

export const weightBytes = ({ value }: NamedWeight): number => storedArray(value).byteLength;

/** Bytes of a serialised model with its weights inside, within a few thousand. */
export const modelBytes = (model: ModelProto, weights: readonly NamedWeight[]): number =>
  toBinary(ModelProtoSchema, model).byteLength + weights.reduce((sum, weight) => sum + weightBytes(weight) + 32 + 2 * weight.name.length + 16 * weight.value.shape.length, 0);

/** The bytes of a model file with its weights inside, in chunks. */
export function* modelWithWeights(model: ModelProto, weights: readonly NamedWeight[]): Generator<Uint8Array> {
  yield* withInitialisers(
    model,
    weights.map(({ name, value }) => {
      const data = bytesOf(storedArray(value));
      const head = toBinary(TensorProtoSchema, create(TensorProtoSchema, { name, dataType: onnxType[value.dtype], dims: value.shape.map(BigInt) }));
      return [head, lengthPrefix(field.tensorRawData, data.byteLength), data];
    }),
  );
}

/** The bytes of a model file whose weights are where {@link externalWeights} puts them. @param location name of that file, in the same folder */
export function* modelBesideWeights(model: ModelProto, weights: readonly NamedWeight[], location: string): Generator<Uint8Array> {
  let offset = 0;
  const tensors = weights.map((weight) => {
    const { name, value } = weight;
    const length = weightBytes(weight);
    const externalData = Object.entries({ location, offset: String(offset), length: String(length) }).map(([key, text]) => create(StringStringEntryProtoSchema, { key, value: text }));
    offset = aligned(offset + length);
    return [toBinary(TensorProtoSchema, create(TensorProtoSchema, { name, dataType: onnxType[value.dtype], dims: value.shape.map(BigInt), dataLocation: TensorProto_DataLocation.EXTERNAL, externalData }))];
  });
  yield* withInitialisers(model, tensors);
}

/** The bytes of the file of weights, in chunks. */
export function* externalWeights(weights: readonly NamedWeight[]): Generator<Uint8Array> {
  let offset = 0;
  for (const { value } of weights) {
    const data = bytesOf(storedArray(value));
    if (offset < aligned(offset)) yield new Uint8Array(aligned(offset) - offset);
    yield data;
    offset = aligned(offset) + data.byteLength;
  }
}

const aligned = (offset: number): number => Math.ceil(offset / alignmentBytes) * alignmentBytes;

/** The model's own bytes, its graph last, and the graph's initialisers after everything else in it: protobuf's fields have no order. */
function* withInitialisers(model: ModelProto, tensors: readonly (readonly Uint8Array[])[]): Generator<Uint8Array> {
  if (model.graph === undefined) throw new Error('the model has no graph');
  const graph = toBinary(GraphProtoSchema, model.graph);
  const messages = tensors.map((chunks) => [lengthPrefix(field.graphInitializer, totalBytes(chunks)), ...chunks]);
  yield toBinary(ModelProtoSchema, { ...model, graph: undefined });
  yield lengthPrefix(field.modelGraph, graph.byteLength + messages.reduce((sum, chunks) => sum + totalBytes(chunks), 0));
  yield graph;
  for (const chunks of messages) yield* chunks;
}

const totalBytes = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);

/** Tag and length of a field that holds bytes (protobuf, "Encoding": wire type 2, varints of seven bits, lowest first). */
function lengthPrefix(fieldNumber: number, length: number): Uint8Array {
  const bytes = [fieldNumber * 8 + 2];
  let rest = length;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.of(...bytes, rest);
}

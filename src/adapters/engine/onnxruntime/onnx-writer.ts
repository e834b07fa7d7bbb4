import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf';
import type { Shape, TensorType, TensorValue } from '../../../domain/graph/tensor.js';
import { toEngineArray } from './engine-array.js';
import { storageType, type Precision, type StorageType } from './precision.js';

const IR_VERSION = 10n;
const OPSET_VERSION = 20n;
/** A protobuf message cannot be larger. */
const LARGEST_MODEL_BYTES = 2 ** 31 - 1;

export const ONNX_INT64 = TensorProto_DataType.INT64;
export const onnxType: Record<StorageType, TensorProto_DataType> = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  int32: TensorProto_DataType.INT32,
  bool: TensorProto_DataType.BOOL,
};

/** The value of a node's attribute, with its ONNX type. */
export type OnnxAttribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string };
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

export const int = (value: number | boolean): OnnxAttribute => ({ kind: 'int', value: Number(value) });
export const ints = (value: readonly number[]): OnnxAttribute => ({ kind: 'ints', value });
export const float = (value: number): OnnxAttribute => ({ kind: 'float', value });
export const text = (value: string): OnnxAttribute => ({ kind: 'text', value });

/**
 * Collects the parts of one ONNX model. Names it makes hold no colon, so names with one (`input:x`) never meet them.
 */
export class OnnxWriter {
  private readonly nodes: NodeProto[] = [];
  private readonly initialisers: TensorProto[] = [];
  private readonly inputs: ValueInfoProto[] = [];
  private readonly outputs: ValueInfoProto[] = [];
  private readonly int64Names = new Map<string, string>();
  private made = 0;
  private constantBytes = 0;

  constructor(readonly precision: Precision) {}

  /** ONNX type of a domain type at this precision. */
  typeOf(dtype: TensorType['dtype']): TensorProto_DataType {
    return onnxType[storageType(dtype, this.precision)];
  }

  /** A name nobody has. */
  fresh(hint: string): string {
    return `${hint}_${this.made++}`;
  }

  node(operator: string, inputs: readonly string[], outputs: readonly string[], attributes: OnnxAttributes = {}): void {
    const attribute = Object.entries(attributes).map(([name, value]) => attributeProto(name, value));
    this.nodes.push(create(NodeProtoSchema, { name: this.fresh(operator), opType: operator, input: [...inputs], output: [...outputs], attribute }));
  }

  /** A node with one output, whose new name is returned. */
  value(operator: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    const name = this.fresh(operator.toLowerCase());
    this.node(operator, inputs, [name], attributes);
    return name;
  }

  /** The name of a vector of int64: shapes, axes, counts. */
  int64(values: readonly number[]): string {
    const key = values.join(',');
    const known = this.int64Names.get(key);
    if (known !== undefined) return known;
    const name = this.fresh('int64');
    this.initialiser(name, TensorProto_DataType.INT64, [values.length], new Uint8Array(BigInt64Array.from(values, BigInt).buffer));
    this.int64Names.set(key, name);
    return name;
  }

  /** The name of a constant. @throws Error when all constants together pass what a model file can hold */
  constant(value: TensorValue): string {
    const name = this.fresh('constant');
    const array = toEngineArray(value, this.precision);
    this.initialiser(name, this.typeOf(value.dtype), value.shape, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return name;
  }

  input(name: string, type: TensorType): void {
    this.inputs.push(valueInfo(name, this.typeOf(type.dtype), type.shape));
  }

  output(name: string, type: TensorType): void {
    this.outputs.push(valueInfo(name, this.typeOf(type.dtype), type.shape));
  }

  /** The serialised ModelProto. */
  model(): Uint8Array<ArrayBuffer> {
    const graph = create(GraphProtoSchema, { name: 'avtool', node: this.nodes, initializer: this.initialisers, input: this.inputs, output: this.outputs });
    const opsetImport = [create(OperatorSetIdProtoSchema, { domain: '', version: OPSET_VERSION })];
    return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: IR_VERSION, producerName: 'avtool', opsetImport, graph }));
  }

  private initialiser(name: string, dataType: TensorProto_DataType, shape: Shape, rawData: Uint8Array<ArrayBuffer>): void {
    this.constantBytes += rawData.byteLength;
    if (this.constantBytes > LARGEST_MODEL_BYTES) throw new Error('the constants of the graph exceed 2 GiB, which no ONNX model can hold: make them variables');
    this.initialisers.push(create(TensorProtoSchema, { name, dataType, dims: shape.map(BigInt), rawData }));
  }
}

function attributeProto(name: string, attribute: OnnxAttribute): AttributeProto {
  switch (attribute.kind) {
    case 'int':
      return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(attribute.value) });
    case 'ints':
      return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: attribute.value.map(BigInt) });
    case 'float':
      return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: attribute.value });
    case 'text':
      return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.STRING, s: new TextEncoder().encode(attribute.value) });
  }
}

function valueInfo(name: string, elemType: TensorProto_DataType, shape: Shape): ValueInfoProto {
  const dim = shape.map((size) => create(TensorShapeProto_DimensionSchema, { value: { case: 'dimValue', value: BigInt(size) } }));
  const tensorType = create(TypeProto_TensorSchema, { elemType, shape: create(TensorShapeProtoSchema, { dim }) });
  return create(ValueInfoProtoSchema, { name, type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensorType } }) });
}

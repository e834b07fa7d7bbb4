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
 * `onnx` is a file of the standard. `onnxruntime` is for a session on the CPU alone:
 * - it may use onnxruntime's own operators;
 * - its nodes stand in backward order: onnxruntime goes through a graph depth first from the last node, and of the operands of a node it takes the one
 *   first that stands last in the file, so it computes in the order of the graph's calls;
 * - it hides all shapes: where onnxruntime knows them, it keeps the memory of a dead tensor for a later one of the same shape instead of freeing it.
 */
export type OnnxDialect = 'onnx' | 'onnxruntime';
const onnxruntimeDomain = 'com.microsoft';

/**
 * Collects the parts of one ONNX model. Names it makes hold no colon, so names with one (`input:x`) never meet them.
 */
export class OnnxWriter {
  private readonly nodes: NodeProto[] = [];
  private readonly initialisers: TensorProto[] = [];
  private readonly inputs: ValueInfoProto[] = [];
  private readonly outputs: ValueInfoProto[] = [];
  private readonly int64Names = new Map<string, string>();
  private readonly hiddenShapes = new Map<string, string>();
  private readonly rowsOfOnes = new Map<number, string>();
  private made = 0;
  private constantBytes = 0;

  constructor(
    readonly precision: Precision,
    readonly dialect: OnnxDialect = 'onnx',
  ) {}

  /** ONNX type of a domain type at this precision. */
  typeOf(dtype: TensorType['dtype']): TensorProto_DataType {
    return onnxType[storageType(dtype, this.precision)];
  }

  /** A name nobody has. */
  fresh(hint: string): string {
    return `${hint}_${this.made++}`;
  }

  node(operator: string, inputs: readonly string[], outputs: readonly string[], attributes: OnnxAttributes = {}, domain = ''): void {
    const attribute = Object.entries(attributes).map(([name, value]) => attributeProto(name, value));
    this.nodes.push(create(NodeProtoSchema, { name: this.fresh(operator), opType: operator, domain, input: [...inputs], output: [...outputs], attribute }));
  }

  /** A node of onnxruntime's own operators. @throws Error in the dialect of the standard */
  onnxruntimeNode(operator: string, inputs: readonly string[], outputs: readonly string[], attributes: OnnxAttributes = {}): void {
    if (this.dialect !== 'onnxruntime') throw new Error(`${operator} is no operator of the ONNX standard`);
    this.node(operator, inputs, outputs, attributes, onnxruntimeDomain);
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

  /** The name of the target of a Reshape: a constant in files; for onnxruntime it takes an operator that its shape inference does not see through. */
  shape(values: readonly number[]): string {
    const constant = this.int64(values);
    if (this.dialect === 'onnx') return constant;
    const name = this.hiddenShapes.get(constant) ?? this.value('Abs', [constant]);
    this.hiddenShapes.set(constant, name);
    return name;
  }

  /** The name of a constant. @throws Error when all constants together pass what a model file can hold */
  constant(value: TensorValue): string {
    const name = this.fresh('constant');
    const array = toEngineArray(value, this.precision);
    this.initialiser(name, this.typeOf(value.dtype), value.shape, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return name;
  }

  /** The name of a float matrix [1, length] of ones. */
  rowOfOnes(length: number): string {
    const known = this.rowsOfOnes.get(length);
    if (known !== undefined) return known;
    const name = this.constant({ dtype: 'float32', shape: [1, length], data: new Float32Array(length).fill(1) });
    this.rowsOfOnes.set(length, name);
    return name;
  }

  input(name: string, type: TensorType): void {
    this.inputs.push(this.valueInfo(name, type));
  }

  output(name: string, type: TensorType): void {
    this.outputs.push(this.valueInfo(name, type));
  }

  /** The serialised ModelProto. Nodes and constants that no output needs are left out. */
  model(): Uint8Array<ArrayBuffer> {
    const needed = new Set(this.outputs.map(({ name }) => name));
    const backwards = [...this.nodes].reverse().filter(({ input, output }) => {
      if (!output.some((name) => needed.has(name))) return false;
      input.forEach((name) => needed.add(name));
      return true;
    });
    const node = this.dialect === 'onnxruntime' ? backwards : backwards.reverse();
    const initializer = this.initialisers.filter(({ name }) => needed.has(name));
    const graph = create(GraphProtoSchema, { name: 'avtool', node, initializer, input: this.inputs, output: this.outputs });
    const opsetImport = [create(OperatorSetIdProtoSchema, { domain: '', version: OPSET_VERSION })];
    if (this.dialect === 'onnxruntime') opsetImport.push(create(OperatorSetIdProtoSchema, { domain: onnxruntimeDomain, version: 1n }));
    return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: IR_VERSION, producerName: 'avtool', opsetImport, graph }));
  }

  private valueInfo(name: string, { dtype, shape }: TensorType): ValueInfoProto {
    const dim = shape.map((size) => create(TensorShapeProto_DimensionSchema, { value: { case: 'dimValue', value: BigInt(size) } }));
    const declared = this.dialect === 'onnx' ? { shape: create(TensorShapeProtoSchema, { dim }) } : {};
    const tensorType = create(TypeProto_TensorSchema, { elemType: this.typeOf(dtype), ...declared });
    return create(ValueInfoProtoSchema, { name, type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensorType } }) });
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

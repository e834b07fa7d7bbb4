import { elementCount, stridesOf } from '../../../domain/graph/shapes.js';
import type { AttributesOf, OperatorName } from '../../../domain/graph/operators/table.js';
import type { Attributes, Tensor, TensorType } from '../../../domain/graph/tensor.js';
import { float, int, ints, ONNX_INT64, text, type OnnxAttributes, type OnnxWriter } from './onnx-writer.js';

/** One call of the domain with the ONNX names of its operands and of the results it has to make. */
export interface LoweredCall<A extends Attributes> {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly operands: readonly Tensor[];
  readonly results: readonly TensorType[];
  readonly attributes: A;
  /** The ONNX name of a tensor that was made before. */
  readonly nameOf: (tensor: Tensor) => string;
}

/** Writes the ONNX nodes of one call. */
export type Lowering<A extends Attributes> = (onnx: OnnxWriter, call: LoweredCall<A>) => void;

/** The ONNX operator of the same name and meaning; attributes that never change may be added. */
const same =
  (operator: string, attributes: OnnxAttributes = {}): Lowering<Attributes> =>
  (onnx, { inputs, outputs }) =>
    onnx.node(operator, inputs, outputs, attributes);

const reduction =
  (operator: string): Lowering<{ readonly axes: readonly number[]; readonly keepAxes: boolean }> =>
  (onnx, { inputs, outputs, attributes: { axes, keepAxes } }) =>
    onnx.node(operator, [inputs[0], onnx.int64(axes)], outputs, { keepdims: int(keepAxes), noop_with_empty_axes: int(1) });

const alongAxis =
  (operator: string): Lowering<{ readonly axis: number }> =>
  (onnx, { inputs, outputs, attributes: { axis } }) =>
    onnx.node(operator, inputs, outputs, { axis: int(axis) });

/** ONNX gives int64 indices, the domain has int32. */
const toInt32 = (onnx: OnnxWriter, from: string, to: string): void => onnx.node('Cast', [from], [to], { to: int(onnx.typeOf('int32')) });

type ConvolutionAttributes = AttributesOf<'Conv'>;
const windowAttributes = (weight: TensorType, { strides, begins, ends, dilations, groups }: ConvolutionAttributes): OnnxAttributes => ({
  kernel_shape: ints(weight.shape.slice(2)),
  strides: ints(strides),
  pads: ints([...begins, ...ends]),
  dilations: ints(dilations),
  group: int(groups),
});

const transposedConvolution: Lowering<AttributesOf<'ConvTranspose'>> = (onnx, { inputs: [x, w], outputs, operands: [, weight], attributes }) => {
  const { strides, begins, ends, dilations, groups, outputPadding } = attributes;
  const reaches = strides.map((_, k) => dilations[k] * (weight.shape[k + 2] - 1));
  const paddings = { begins: begins.map((begin, k) => reaches[k] - begin), ends: ends.map((end, k) => reaches[k] - end + outputPadding[k]) };
  const isConvolution = groups === 1 && strides.every((stride) => stride === 1) && [...paddings.begins, ...paddings.ends].every((amount) => amount >= 0);
  if (!isConvolution) {
    onnx.node('ConvTranspose', [x, w], outputs, { ...windowAttributes(weight, attributes), output_padding: ints(outputPadding) });
    return;
  }
  // With stride 1 the adjoint is a convolution with exchanged channels and a reversed kernel: 1.7 times faster in onnxruntime (notes/engines §2.3).
  const exchanged = onnx.value('Transpose', [w], { perm: ints([1, 0, ...strides.map((_, k) => k + 2)]) });
  const each = (value: number): string => onnx.int64(strides.map(() => value));
  const spatialAxes = onnx.int64(strides.map((_, k) => k + 2));
  const reversed = onnx.value('Slice', [exchanged, each(-1), each(-(2 ** 31)), spatialAxes, each(-1)]);
  onnx.node('Conv', [x, reversed], outputs, windowAttributes(weight, { strides, dilations, groups, ...paddings }));
};

const scatter: Lowering<Attributes> = (onnx, { inputs: [x, indices, updates], outputs }) =>
  onnx.node('ScatterND', [x, onnx.value('Cast', [indices], { to: int(ONNX_INT64) }), updates], outputs);

/** As ScatterElements over rows: onnxruntime's ScatterND adds in parallel without locks and loses updates of repeated indices (seen in 1.30). */
const scatterAdd: Lowering<Attributes> = (onnx, { inputs: [x, indices, updates], outputs, operands: [{ shape }, { shape: [count, depth] }] }) => {
  const rest = elementCount(shape.slice(depth));
  const strides = onnx.constant({ dtype: 'int32', shape: [depth], data: Int32Array.from(stridesOf(shape.slice(0, depth))) });
  const rowIndices = depth === 1 ? indices : onnx.value('ReduceSum', [onnx.value('Mul', [indices, strides]), onnx.int64([1])]);
  const everywhere = onnx.value('Expand', [rowIndices, onnx.int64([count, rest])]);
  const rows = onnx.value('Reshape', [x, onnx.int64([-1, rest])]);
  const flatUpdates = onnx.value('Reshape', [updates, onnx.int64([count, rest])]);
  const sum = onnx.value('ScatterElements', [rows, everywhere, flatUpdates], { axis: int(0), reduction: text('add') });
  onnx.node('Reshape', [sum, onnx.int64(shape)], outputs);
};

export type Lowerings = { readonly [Name in OperatorName]: Lowering<AttributesOf<Name>> };

/** How each operator of the domain is said in ONNX, opset 20. */
export const lowerings: Lowerings = {
  Abs: same('Abs'),
  Add: same('Add'),
  And: same('And'),
  ArgMax: (onnx, { inputs, outputs: [output], attributes: { axis, keepAxes } }) =>
    toInt32(onnx, onnx.value('ArgMax', inputs, { axis: int(axis), keepdims: int(keepAxes), select_last_index: int(0) }), output),
  Cast: (onnx, { inputs, outputs, attributes: { to } }) => onnx.node('Cast', inputs, outputs, { to: int(onnx.typeOf(to)) }),
  Ceil: same('Ceil'),
  Concat: alongAxis('Concat'),
  Conv: (onnx, { inputs, outputs, operands, attributes }) => onnx.node('Conv', inputs, outputs, windowAttributes(operands[1], attributes)),
  ConvTranspose: transposedConvolution,
  Cos: same('Cos'),
  Div: same('Div'),
  Equal: same('Equal'),
  Erf: same('Erf'),
  Exp: same('Exp'),
  Expand: (onnx, { inputs: [x], outputs, attributes: { shape } }) => onnx.node('Expand', [x, onnx.int64(shape)], outputs),
  Floor: same('Floor'),
  Gather: alongAxis('Gather'),
  Gelu: same('Gelu', { approximate: text('none') }),
  Gemm: (onnx, { inputs, outputs, attributes: { transposeA, transposeB } }) => onnx.node('Gemm', inputs, outputs, { transA: int(transposeA), transB: int(transposeB) }),
  Greater: same('Greater'),
  LayerNormalization: (onnx, { inputs, outputs, attributes: { epsilon } }) => onnx.node('LayerNormalization', inputs, outputs, { axis: int(-1), epsilon: float(epsilon) }),
  Less: same('Less'),
  Log: same('Log'),
  LogSoftmax: alongAxis('LogSoftmax'),
  MatMul: same('MatMul'),
  Max: same('Max'),
  Min: same('Min'),
  Mul: same('Mul'),
  Neg: same('Neg'),
  Not: same('Not'),
  Pad: (onnx, { inputs: [x], outputs, operands: [{ dtype }], attributes: { begins, ends, value } }) =>
    onnx.node('Pad', [x, onnx.int64([...begins, ...ends]), onnx.constant({ dtype, shape: [], data: Float64Array.of(value) })], outputs),
  Pow: same('Pow'),
  Reciprocal: same('Reciprocal'),
  ReduceMax: reduction('ReduceMax'),
  ReduceProd: reduction('ReduceProd'),
  ReduceSum: reduction('ReduceSum'),
  Relu: same('Relu'),
  Reshape: (onnx, { inputs: [x], outputs, attributes: { shape } }) =>
    onnx.node('Reshape', [x, onnx.shape(shape)], outputs, elementCount(shape) === 0 ? { allowzero: int(1) } : {}),
  Round: same('Round'),
  ScatterND: (onnx, call) => (call.attributes.reduction === 'add' ? scatterAdd(onnx, call) : scatter(onnx, call)),
  Sigmoid: same('Sigmoid'),
  Sign: same('Sign'),
  Sin: same('Sin'),
  Slice: (onnx, { inputs: [x], outputs, attributes: { axis, start, end } }) => onnx.node('Slice', [x, onnx.int64([start]), onnx.int64([end]), onnx.int64([axis])], outputs),
  Softmax: alongAxis('Softmax'),
  Softplus: same('Softplus'),
  Sqrt: same('Sqrt'),
  StopGradient: same('Identity'),
  Sub: same('Sub'),
  Tanh: same('Tanh'),
  TopK: (onnx, { inputs: [x], outputs: [values, indices], attributes: { axis, k, largest } }) => {
    const wide = onnx.fresh('indices');
    onnx.node('TopK', [x, onnx.int64([k])], [values, wide], { axis: int(axis), largest: int(largest), sorted: int(1) });
    toInt32(onnx, wide, indices);
  },
  Transpose: (onnx, { inputs, outputs, attributes: { permutation } }) => onnx.node('Transpose', inputs, outputs, { perm: ints(permutation) }),
  Where: same('Where'),
};

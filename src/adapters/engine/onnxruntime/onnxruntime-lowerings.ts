import { madeBy, scalarOf } from '../../../domain/graph/passes/call-of.js';
import { elementCount, sameShape } from '../../../domain/graph/shapes.js';
import type { Tensor } from '../../../domain/graph/tensor.js';
import { lowerings, type Lowerings } from './lowerings.js';
import { float, int } from './onnx-writer.js';

/** Below this, a sum over rows is too short for a product to pay. */
const ROWS_BY_PRODUCT_FROM = 4096;

/** An operand of a product without the exchange of its last two axes and the number that it is multiplied by: a product does both in passing. */
interface BareOperand {
  readonly tensor: Tensor;
  readonly transposed: boolean;
  readonly factor: number;
}

function bare(operand: Tensor): BareOperand {
  const transposition = madeBy(operand, 'Transpose');
  if (transposition !== undefined && exchangesLastAxes(transposition.attributes.permutation)) {
    const inner = bare(transposition.inputs[0]);
    return { ...inner, transposed: !inner.transposed };
  }
  const product = madeBy(operand, 'Mul');
  const factor = product && scalarOf(product.inputs[1]);
  if (product === undefined || factor === undefined || !sameShape(product.inputs[0].shape, operand.shape)) return { tensor: operand, transposed: false, factor: 1 };
  const inner = bare(product.inputs[0]);
  return { ...inner, factor: inner.factor * factor };
}

const exchangesLastAxes = (permutation: readonly number[]): boolean => permutation.every((axis, k) => axis === (k < permutation.length - 2 ? k : 2 * permutation.length - 3 - k));

/** Faster ways to say an operator in onnxruntime on the CPU (notes/engines §2.3), float32 only. */
export const onnxruntimeLowerings: Partial<Lowerings> = {
  MatMul: (onnx, call) => {
    const [a, b] = call.operands.map(bare);
    const alpha = a.factor * b.factor;
    if (!a.transposed && !b.transposed && alpha === 1) return lowerings.MatMul(onnx, call);
    onnx.onnxruntimeNode('FusedMatMul', [call.nameOf(a.tensor), call.nameOf(b.tensor)], call.outputs, { transA: int(a.transposed), transB: int(b.transposed), alpha: float(alpha) });
  },
  ReduceSum: (onnx, call) => {
    const { inputs: [name], outputs, operands: [{ shape, dtype }], results: [result], attributes: { axes } } = call;
    const rows = leadingElements(shape, axes);
    if (rows === undefined || dtype !== 'float32' || elementCount(shape) < ROWS_BY_PRODUCT_FROM || rows === elementCount(shape)) return lowerings.ReduceSum(onnx, call);
    const sum = onnx.value('Gemm', [onnx.rowOfOnes(rows), onnx.value('Reshape', [name, onnx.shape([rows, elementCount(shape) / rows])])]);
    onnx.node('Reshape', [sum, onnx.shape(result.shape)], outputs);
  },
};

/** Elements along the reduced axes, where those come before all others. */
function leadingElements(shape: readonly number[], axes: readonly number[]): number | undefined {
  const reduced = new Set(axes.map((axis) => (axis < 0 ? axis + shape.length : axis)));
  const isLeading = shape.every((size, axis) => reduced.has(axis) === axis < reduced.size || size === 1);
  return isLeading ? elementCount(shape.filter((_, axis) => reduced.has(axis))) : undefined;
}

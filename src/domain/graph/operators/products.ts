import { applyOperator } from '../apply-operator.js';
import { constant } from '../leaves.js';
import { broadcastShapes, elementCount } from '../shapes.js';
import { ShapeFault, type Operator, type Tensor } from '../tensor.js';
import { sumToShape } from './broadcast-gradient.js';
import { expand, reshape, swapLast, transpose } from './movement.js';

type NoAttributes = Record<string, never>;

/** Operands of rank 2 or more; rank 1 is brought there by {@link matmul}. */
export const MatMul: Operator<NoAttributes> = {
  name: 'MatMul',
  doc: 'Matrix product over the last two axes, leading axes broadcast.',
  outputs: ([a, b]) => {
    if (a.shape.length < 2 || b.shape.length < 2) throw new ShapeFault('operands need at least two axes');
    const [rows, inner] = a.shape.slice(-2);
    const [innerB, columns] = b.shape.slice(-2);
    if (inner !== innerB) throw new ShapeFault(`inner axes differ: axis -1 has ${inner}, axis -2 of the second operand ${innerB}`);
    return [{ dtype: a.dtype, shape: [...broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns] }];
  },
  gradient: ({ inputs: [a, b], upstream }) => [
    () => {
      // A matrix shared by the whole batch: one flat product instead of a product per entry and a sum.
      if (a.shape.length === 2 && b.shape.length > 2) return gemm(batchInColumns(upstream), batchInColumns(b), { transposeB: true });
      return sumToShape(matmul(upstream, swapLast(b)), a.shape);
    },
    () => {
      if (b.shape.length === 2 && a.shape.length > 2) {
        const rows = elementCount(a.shape.slice(0, -1));
        return gemm(reshape(a, [rows, a.shape[a.shape.length - 1]]), reshape(upstream, [rows, b.shape[1]]), { transposeA: true });
      }
      return sumToShape(matmul(swapLast(a), upstream), b.shape);
    },
  ],
  multiplyAdds: ([a], [y]) => elementCount(y.shape) * a.shape[a.shape.length - 1],
};

/** [..., R, C] → [R, (...) · C]. */
function batchInColumns(x: Tensor): Tensor {
  const rank = x.shape.length;
  const rowsFirst = transpose(x, [rank - 2, ...Array.from({ length: rank - 2 }, (_, k) => k), rank - 1]);
  return reshape(rowsFirst, [x.shape[rank - 2], elementCount(x.shape) / x.shape[rank - 2]]);
}

type GemmAttributes = { readonly transposeA: boolean; readonly transposeB: boolean };
export const Gemm: Operator<GemmAttributes> = {
  name: 'Gemm',
  doc: 'op(a) · op(b) of two matrices, each transposed or not.',
  outputs: ([a, b], { transposeA, transposeB }) => {
    if (a.shape.length !== 2 || b.shape.length !== 2) throw new ShapeFault('operands must be matrices');
    const [rows, inner] = transposeA ? [a.shape[1], a.shape[0]] : a.shape;
    const [innerB, columns] = transposeB ? [b.shape[1], b.shape[0]] : b.shape;
    if (inner !== innerB) throw new ShapeFault(`inner axes differ: ${inner} against ${innerB}`);
    return [{ dtype: a.dtype, shape: [rows, columns] }];
  },
  gradient: ({ inputs: [a, b], attributes: { transposeA, transposeB }, upstream }) => [
    () => (transposeA ? gemm(b, upstream, { transposeA: transposeB, transposeB: true }) : gemm(upstream, b, { transposeB: !transposeB })),
    () => (transposeB ? gemm(upstream, a, { transposeA: true, transposeB: transposeA }) : gemm(a, upstream, { transposeA: !transposeA })),
  ],
  multiplyAdds: ([a], [y], { transposeA }) => elementCount(y.shape) * a.shape[transposeA ? 0 : 1],
};

export const gemm = (a: Tensor, b: Tensor, { transposeA = false, transposeB = false } = {}): Tensor => applyOperator(Gemm, [a, b], { transposeA, transposeB })[0];

/** numpy's matmul: a vector on the left is a row, on the right a column, and the added axis is removed again. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  if (a.shape.length === 1 || b.shape.length === 1) {
    const left = a.shape.length === 1 ? reshape(a, [1, a.shape[0]]) : a;
    const right = b.shape.length === 1 ? reshape(b, [b.shape[0], 1]) : b;
    const product = matmul(left, right);
    const shape = [...product.shape];
    if (b.shape.length === 1) shape.splice(-1, 1);
    if (a.shape.length === 1) shape.splice(b.shape.length === 1 ? -1 : -2, 1);
    return reshape(product, shape);
  }
  if (a.shape.length === 2 && b.shape.length === 2) return gemm(a, b);
  return applyOperator(MatMul, [a, b], {})[0];
}

/** Sum over the rows of a matrix [M, C] → [C], as a product with ones: the fast form on every engine measured (notes/engines §2.3). */
export const sumRows = (x: Tensor): Tensor => reshape(gemm(expand(constant(1), [1, x.shape[0]]), x), [x.shape[1]]);

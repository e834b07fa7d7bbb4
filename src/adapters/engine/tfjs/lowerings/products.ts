import type { Tensor } from '@tensorflow/tfjs-core';
import { elementCount } from '../../../../domain/graph/shapes.js';
import type { Backend, Lowerings } from './lowering.js';
import { expanded, reshaped, sliced, transposed } from './movement.js';

type Names = 'Gemm' | 'MatMul';

/** On wasm, matrices of a batch from this many multiply-adds on are multiplied one by one: cutting them out costs less than the slow kernel for batches. */
const ALONE_FROM_MULTIPLY_ADDS = 60_000;

/**
 * Two matrices. Of tfjs-backend-wasm 4.22 only the product of two untransposed matrices is fast (transposed ones take ten to thirty times as long), and it remembers
 * the packed form of the right operand by its memory alone: where that memory has been multiplied under another shape before (reshapes share memory),
 * the product is wrong. So the right operand is a copy there.
 */
function matrixProduct({ tf, isWasm }: Backend, a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  if (!isWasm) return tf.matMul(a, b, transposeA, transposeB);
  return tf.matMul(transposeA ? transposed(tf, a, [1, 0]) : a, tf.add(transposeB ? transposed(tf, b, [1, 0]) : b, 0));
}

/** Batches [B, M, K] · [B, K, N] → [B, M, N]. */
export function batchProduct(backend: Backend, a: Tensor, b: Tensor): Tensor {
  const { tf, isWasm } = backend;
  const [batch, rows, inner] = a.shape;
  const columns = b.size / batch / inner;
  if (!isWasm || (batch > 1 && rows * inner * columns < ALONE_FROM_MULTIPLY_ADDS)) return tf.matMul(a, b);
  const entry = (tensor: Tensor, index: number): Tensor => reshaped(tf, sliced(backend, tensor, 0, index, index + 1), tensor.shape.slice(1));
  const products = Array.from({ length: batch }, (_, index) => tf.tidy(() => tf.matMul(entry(a, index), entry(b, index))));
  return reshaped(tf, tf.concat(products, 0), [batch, rows, columns]);
}

/** One matrix [M, K] times each of a batch [B, K, N], as one product with the batch in columns. */
function sharedLeftProduct(backend: Backend, a: Tensor, b: Tensor): Tensor {
  const { tf } = backend;
  const [batch, inner, columns] = b.shape;
  const product = matrixProduct(backend, a, reshaped(tf, transposed(tf, b, [1, 0, 2]), [inner, batch * columns]));
  return transposed(tf, reshaped(tf, product, [a.shape[0], batch, columns]), [1, 0, 2]);
}

export const productLowerings: Lowerings<Names> = {
  Gemm: (backend, [a, b], { transposeA, transposeB }, [{ shape }]) => (a.size === 0 ? backend.tf.zeros([...shape]) : matrixProduct(backend, a, b, transposeA, transposeB)),
  MatMul: (backend, [a, b], _, [{ shape }]) => {
    const { tf, isWasm } = backend;
    if (a.size === 0) return tf.zeros([...shape]);
    const [rows, columns] = shape.slice(-2);
    const inner = a.shape[a.rank - 1];
    const leading = shape.slice(0, -2);
    const batch = elementCount(leading);
    // One matrix on the right for all: the rows of the batch are rows of one product.
    if (b.size === inner * columns) return reshaped(tf, matrixProduct(backend, reshaped(tf, a, [a.size / inner, inner]), reshaped(tf, b, [inner, columns])), shape);
    if (isWasm && a.size === rows * inner) return reshaped(tf, sharedLeftProduct(backend, reshaped(tf, a, [rows, inner]), reshaped(tf, b, [batch, inner, columns])), shape);
    const whole = (x: Tensor): Tensor => reshaped(tf, expanded(tf, x, [...leading, ...x.shape.slice(-2)]), [batch, ...x.shape.slice(-2)]);
    return reshaped(tf, batchProduct(backend, whole(a), whole(b)), shape);
  },
};

import { elementCount } from '../../../../domain/graph/shapes.js';
import { allocate, type Kernels, type Numbers } from './kernel.js';
import { broadcastOffsets } from './offsets.js';

type Names = 'Gemm' | 'MatMul';

/** A matrix inside an array: element (i, k) is data[start + i · rowStep + k · columnStep]. */
export interface Matrix {
  readonly data: Numbers;
  readonly start: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

export interface ProductSize {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** Adds left · right to `target`, a dense row-major matrix at `start`; the rows of `right` are contiguous. */
export function addProduct(left: Matrix, right: { readonly data: Numbers; readonly start: number }, target: Numbers, start: number, { rows, inner, columns }: ProductSize): void {
  const a = left.data;
  const b = right.data;
  for (let i = 0; i < rows; i++) {
    const row = start + i * columns;
    const from = left.start + i * left.rowStep;
    let k = 0;
    // Four terms at a time: a quarter of the traffic to the target row.
    for (; k + 4 <= inner; k += 4) {
      const a0 = a[from + k * left.columnStep];
      const a1 = a[from + (k + 1) * left.columnStep];
      const a2 = a[from + (k + 2) * left.columnStep];
      const a3 = a[from + (k + 3) * left.columnStep];
      const b0 = right.start + k * columns;
      const b1 = b0 + columns;
      const b2 = b1 + columns;
      const b3 = b2 + columns;
      for (let j = 0; j < columns; j++) target[row + j] += a0 * b[b0 + j] + a1 * b[b1 + j] + a2 * b[b2 + j] + a3 * b[b3 + j];
    }
    for (; k < inner; k++) {
      const factor = a[from + k * left.columnStep];
      const b0 = right.start + k * columns;
      for (let j = 0; j < columns; j++) target[row + j] += factor * b[b0 + j];
    }
  }
}

export const productKernels: Kernels<Names> = {
  Gemm: ([a, b], { transposeA, transposeB }, [type]) => {
    const y = allocate(type);
    const [rows, columns] = type.shape;
    const inner = a.shape[transposeA ? 0 : 1];
    const left = { data: a.data, start: 0, rowStep: transposeA ? 1 : inner, columnStep: transposeA ? rows : 1 };
    addProduct(left, { data: transposeB ? transposed(b.data, columns, inner) : b.data, start: 0 }, y, 0, { rows, inner, columns });
    return [y];
  },
  MatMul: ([a, b], _, [type]) => {
    const y = allocate(type);
    const [rows, columns] = type.shape.slice(-2);
    const inner = a.shape[a.shape.length - 1];
    const batch = type.shape.slice(0, -2);
    const matricesA = broadcastOffsets(a.shape.slice(0, -2), batch);
    const matricesB = broadcastOffsets(b.shape.slice(0, -2), batch);
    for (let n = 0; n < elementCount(batch); n++) {
      const left = { data: a.data, start: matricesA[n] * rows * inner, rowStep: inner, columnStep: 1 };
      addProduct(left, { data: b.data, start: matricesB[n] * inner * columns }, y, n * rows * columns, { rows, inner, columns });
    }
    return [y];
  },
};

/** The transpose of a dense matrix [rows, columns]. */
function transposed(data: Numbers, rows: number, columns: number): Numbers {
  const result = data.slice();
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j];
  return result;
}

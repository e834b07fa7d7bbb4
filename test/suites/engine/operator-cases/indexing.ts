import { gather, scatterNd, take, topK } from '../../../../src/domain/graph/operations.js';
import { operatorCase } from '../operator-case.js';
import { float, int } from '../values.js';

const table = float([[1, 2], [3, 4], [5, 6]]);

export const indexingCases = {
  Gather: [
    operatorCase('takes rows', [table, int([2, 0, 2])], (x, indices) => gather(x, indices, 0), float([[5, 6], [1, 2], [5, 6]])),
    operatorCase('puts the axes of the indices in place of the axis', [table, int([[1, 0]])], (x, indices) => gather(x, indices, 1), float([[[2, 1]], [[4, 3]], [[6, 5]]])),
    operatorCase('drops the axis for a scalar index', [table, int(1)], (x, index) => gather(x, index, 0), float([3, 4])),
    operatorCase('counts fed negative indices from the end', [table, int([-1, -3])], (x, indices) => gather(x, indices, 0), float([[5, 6], [1, 2]])),
    operatorCase('counts constant negative indices from the end', [table], (x) => take(x, [-1], 1), float([[2], [4], [6]])),
    operatorCase('takes integers', [int([10, 20]), int([1, 1])], (x, indices) => gather(x, indices, 0), int([20, 20])),
  ],
  ScatterND: [
    operatorCase('adds all updates of one place', [float([1, 2, 3, 4]), int([[1], [3], [1]]), float([10, 20, 30])], (x, i, u) => scatterNd(x, i, u, 'add'), float([1, 42, 3, 24])),
    operatorCase('writes', [float([1, 2, 3, 4]), int([[2], [0]]), float([7, 8])], (x, i, u) => scatterNd(x, i, u, 'none'), float([8, 2, 7, 4])),
    operatorCase('writes whole rows', [table, int([[2], [0]]), float([[10, 20], [30, 40]])], (x, i, u) => scatterNd(x, i, u, 'none'), float([[30, 40], [3, 4], [10, 20]])),
    operatorCase('addresses two axes', [table, int([[0, 1], [2, 0]]), float([10, 20])], (x, i, u) => scatterNd(x, i, u, 'add'), float([[1, 12], [3, 4], [25, 6]])),
  ],
  TopK: [
    operatorCase('puts the lower index first among equals', [float([3, 1, 3, 2])], (x) => topK(x, 3, 0), float([3, 3, 2]), int([0, 2, 3])),
    operatorCase('takes the smallest when asked', [float([3, 1, 3, 2])], (x) => topK(x, 3, 0, false), float([1, 2, 3]), int([1, 3, 0])),
    operatorCase('works along an outer axis', [float([[1, 9], [5, 7], [3, 8]])], (x) => topK(x, 2, 0), float([[5, 9], [3, 8]]), int([[1, 0], [2, 2]])),
  ],
};

import { conv, convTranspose } from '../../../../src/domain/graph/operations.js';
import { operatorCase } from '../operator-case.js';
import { float } from '../values.js';

const square = float([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]);

export const convolutionCases = {
  Conv: [
    operatorCase('does not flip the kernel', [float([[[1, 2, 3, 4]]]), float([[[1, 2, -1]]])], (x, w) => conv(x, w), float([[[2, 4]]])),
    operatorCase('strides over asymmetric pads', [float([[[1, 2, 3, 4]]]), float([[[1, 2, -1]]])], (x, w) => conv(x, w, { strides: [2], begins: [1] }), float([[[0, 4]]])),
    operatorCase('dilates', [float([[[1, 2, 3, 4]]]), float([[[1, 10]]])], (x, w) => conv(x, w, { dilations: [2] }), float([[[31, 42]]])),
    operatorCase('sums over channels', [float([[[1, 2, 3], [4, 5, 6]]]), float([[[1], [10]]])], (x, w) => conv(x, w), float([[[41, 52, 63]]])),
    operatorCase('keeps groups apart', [float([[[1, 2], [3, 4]]]), float([[[2]], [[3]]])], (x, w) => conv(x, w, { groups: 2 }), float([[[2, 4], [9, 12]]])),
    operatorCase('slides over two axes', [square, float([[[[1, 0], [0, 1]]]])], (x, w) => conv(x, w), float([[[[6, 8], [12, 14]]]])),
    operatorCase('pads, strides and dilates per axis', [square, float([[[[1, 10]]]])], (x, w) => conv(x, w, { strides: [2, 1], begins: [0, 1], ends: [0, 2], dilations: [1, 2] }), float([[[[20, 31, 2, 3], [80, 97, 8, 9]]]])),
    operatorCase('takes each image of a batch', [float([[[1, 2]], [[3, 4]]]), float([[[1]], [[10]]])], (x, w) => conv(x, w), float([[[1, 2], [10, 20]], [[3, 4], [30, 40]]])),
  ],
  ConvTranspose: [
    operatorCase('spreads the kernel', [float([[[1, 2]]]), float([[[1, 10, 100]]])], (x, w) => convTranspose(x, w), float([[[1, 12, 120, 200]]])),
    operatorCase('strides and cuts pads off', [float([[[1, 2]]]), float([[[1, 10, 100]]])], (x, w) => convTranspose(x, w, { strides: [2], begins: [1], ends: [1] }), float([[[10, 102, 20]]])),
    operatorCase('keeps a far row with output padding', [float([[[1, 2]]]), float([[[1, 10, 100]]])], (x, w) => convTranspose(x, w, { strides: [2], begins: [1], ends: [1], outputPadding: [1] }), float([[[10, 102, 20, 200]]])),
    operatorCase('dilates', [float([[[1, 2]]]), float([[[1, 10]]])], (x, w) => convTranspose(x, w, { dilations: [2] }), float([[[1, 2, 10, 20]]])),
    operatorCase('keeps groups apart', [float([[[3], [5]]]), float([[[1, 2]], [[10, 20]]])], (x, w) => convTranspose(x, w, { groups: 2 }), float([[[3, 6], [50, 100]]])),
    operatorCase('sums channels into several outputs over two axes', [float([[[[1]], [[2]]]]), float([[[[1, 2]], [[3, 4]]], [[[10, 20]], [[30, 40]]]])], (x, w) => convTranspose(x, w), float([[[[21, 42]], [[63, 84]]]])),
  ],
};

import { applyOperator } from '../../../../src/domain/graph/apply-operator.js';
import { LayerNormalization, logSoftmax, softmax } from '../../../../src/domain/graph/operations.js';
import { operatorCase } from '../operator-case.js';
import { float } from '../values.js';

const LN3 = Math.log(3);

export const normalisationCases = {
  /** Rows with mean 2 and variances 1 and 4; ε 3 makes the deviations 2 and √7. */
  LayerNormalization: [
    operatorCase(
      'gives the result, the mean and the inverse deviation',
      [float([[1, 3], [0, 4]]), float([2, 4]), float([10, 20])],
      (x, scale, bias) => applyOperator(LayerNormalization, [x, scale, bias], { epsilon: 3 }),
      float([[9, 22], [8.488142107963091, 23.023715784073818]]),
      float([[2], [2]]),
      float([[0.5], [0.3779644730092272]]),
    ),
  ],
  /** ln(1 + e + e²) = 2.40760…; ln(1 + e) = 1.31326…. */
  LogSoftmax: [
    operatorCase('works along the last axis', [float([1, 2, 3])], (x) => logSoftmax(x, -1), float([-2.4076059644443806, -1.4076059644443806, -0.4076059644443806])),
    operatorCase('does not overflow', [float([1000, 1001])], (x) => logSoftmax(x, 0), float([-1.3132616875182228, -0.31326168751822286])),
  ],
  Softmax: [
    operatorCase('works along the last axis', [float([[0, LN3], [0, 0]])], (x) => softmax(x, -1), float([[0.25, 0.75], [0.5, 0.5]])),
    operatorCase('works along the first axis', [float([[0, 0], [LN3, 0]])], (x) => softmax(x, 0), float([[0.25, 0.5], [0.75, 0.5]])),
    operatorCase('does not overflow and gives masked places 0', [float([1000, -Infinity, 1000])], (x) => softmax(x, 0), float([0.5, 0, 0.5])),
  ],
};

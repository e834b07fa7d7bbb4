import { logSoftmax, mul, softmax } from '../../../../../src/domain/graph/operations.js';
import type { Tensor } from '../../../../../src/domain/graph/tensor.js';
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  contrastiveClip,
  cosineEmbedding,
  crossEntropy,
  klDivergence,
  meanAbsoluteError,
  meanSquaredError,
  negativeLogLikelihood,
  smoothL1,
  type CrossEntropyOptions,
  type Reduction,
} from '../../../../../src/domain/layers/losses.js';
import { clipGradientNorm } from '../../../../../src/domain/training/clip-gradient-norm.js';
import type { OpBuilder, OpCase } from './op-case.js';

const reductions: Readonly<Record<string, Reduction>> = { mean: 'mean', sum: 'sum', none: 'none' };
const reductionOf = (op: OpCase): Reduction => reductions[op.text('reduction')];
const target = (op: OpCase): Tensor => op.operand('target');

function crossEntropyOptions(op: OpCase): CrossEntropyOptions {
  const [classWeight, ignoreIndex, labelSmoothing] = [op.optional('class_weight'), op.optionalNumber('ignore_index'), op.optionalNumber('label_smoothing')];
  return { reduction: reductionOf(op), ...(classWeight && { classWeight }), ...(ignoreIndex !== undefined && { ignoreIndex }), ...(labelSmoothing !== undefined && { labelSmoothing }) };
}

function binaryWithLogits(op: OpCase): Record<string, Tensor> {
  const positiveWeight = op.optional('pos_weight');
  return { loss: binaryCrossEntropyWithLogits(op.operand('logits'), target(op), { reduction: reductionOf(op), ...(positiveWeight && { positiveWeight }) }) };
}

/** With a temperature the operands are logits of a student and a teacher. */
function kl(op: OpCase): Record<string, Tensor> {
  const reduction = op.text('reduction') === 'batchmean' ? 'batchmean' : reductionOf(op);
  const temperature = op.optionalNumber('temperature');
  if (temperature === undefined) return { loss: klDivergence(op.operand('log_probabilities'), target(op), { reduction, logTarget: op.flag('log_target') }) };
  const softened = (name: string): Tensor => mul(op.operand(name), 1 / temperature);
  return { loss: mul(klDivergence(logSoftmax(softened('student'), 1), softmax(softened('teacher'), 1), { reduction }), temperature ** 2) };
}

function clipped(op: OpCase): Record<string, Tensor> {
  const result = clipGradientNorm(op.operands(), op.number('max_norm'));
  return { total_norm: result.norm, ...Object.fromEntries(result.clipped.map((gradient, k) => [`clipped${k}`, gradient])) };
}

export const lossBuilders: Readonly<Record<string, OpBuilder>> = {
  CrossEntropy: (op) => ({ loss: crossEntropy(op.operand('logits'), target(op), crossEntropyOptions(op)) }),
  NegativeLogLikelihood: (op) => ({ loss: negativeLogLikelihood(op.operand('log_probabilities'), target(op), crossEntropyOptions(op)) }),
  BinaryCrossEntropy: (op) => ({ loss: binaryCrossEntropy(op.operand('probabilities'), target(op), reductionOf(op)) }),
  BinaryCrossEntropyWithLogits: binaryWithLogits,
  KLDivergence: kl,
  MeanSquaredError: (op) => ({ loss: meanSquaredError(op.operand('a'), op.operand('b'), reductionOf(op)) }),
  MeanAbsoluteError: (op) => ({ loss: meanAbsoluteError(op.operand('a'), op.operand('b'), reductionOf(op)) }),
  SmoothL1: (op) => ({ loss: smoothL1(op.operand('a'), op.operand('b'), op.number('beta'), reductionOf(op)) }),
  CosineEmbedding: (op) => ({ loss: cosineEmbedding(op.operand('a'), op.operand('b'), target(op), op.number('margin'), reductionOf(op)) }),
  SymmetricContrastive: (op) => contrastiveClip(op.operand('image'), op.operand('text'), op.operand('logit_scale')),
  ClipGradientNorm: clipped,
};

import { constant } from '../../../../../src/domain/graph/leaves.js';
import { expand } from '../../../../../src/domain/graph/operations.js';
import type { Tensor } from '../../../../../src/domain/graph/tensor.js';
import { movedStatistic, normaliseByBatch, normaliseByStatistics } from '../../../../../src/domain/layers/batch-norm.js';
import { groupNormalization, instanceNormalization } from '../../../../../src/domain/layers/group-norm.js';
import { layerNormOverAxes } from '../../../../../src/domain/layers/layer-norm-over-axes.js';
import { cosineSimilarity, l1Normalise, l2Normalise } from '../../../../../src/domain/layers/normalise.js';
import type { OpBuilder, OpCase } from './op-case.js';

function batchNormalization(op: OpCase): Record<string, Tensor> {
  const [scale, bias] = [op.optional('scale'), op.optional('bias')];
  const affine = { ...(scale && { scale }), ...(bias && { bias }) };
  const start = (name: string, value: number): Tensor => op.optional(name) ?? expand(constant(value), [op.x.shape[1]]);
  const running = { mean: start('running_mean', 0), variance: start('running_var', 1) };
  if (!op.flag('training')) return { y: normaliseByStatistics(op.x, 1, running, affine, op.number('epsilon')) };
  const { output, mean, variance } = normaliseByBatch(op.x, 1, affine, op.number('epsilon'));
  return { y: output, new_running_mean: movedStatistic(running.mean, mean), new_running_var: movedStatistic(running.variance, variance) };
}

export const normalisationBuilders: Readonly<Record<string, OpBuilder>> = {
  BatchNormalization: batchNormalization,
  LayerNormalization: (op) => ({ y: layerNormOverAxes(op.x, op.number('axis'), op.operand('scale'), op.optional('bias'), op.number('epsilon')) }),
  GroupNormalization: (op) => ({ y: groupNormalization(op.x, op.number('num_groups'), op.operand('scale'), op.operand('bias'), op.number('epsilon')) }),
  InstanceNormalization: (op) => ({ y: instanceNormalization(op.x, op.operand('scale'), op.operand('bias'), op.number('epsilon')) }),
  LpNormalization: (op) => ({ y: (op.number('p') === 1 ? l1Normalise : l2Normalise)(op.x, op.number('axis'), op.number('epsilon')) }),
  CosineSimilarity: (op) => ({ y: cosineSimilarity(op.operand('a'), op.operand('b'), op.number('axis'), op.number('epsilon')) }),
};

import * as graph from '../../../../../src/domain/graph/operations.js';
import type { Tensor } from '../../../../../src/domain/graph/tensor.js';
import { cumulativeSum } from '../../../../../src/domain/layers/cumulative-sum.js';
import { variance } from '../../../../../src/domain/layers/variance.js';
import type { OpBuilder, OpCase } from './op-case.js';

const reduction =
  (operation: (x: Tensor, axes?: readonly number[], keepAxes?: boolean) => Tensor): OpBuilder =>
  (op) => ({ y: operation(op.x, op.optionalNumbers('axes'), op.flag('keepdims')) });

const selection = ([values, indices]: [Tensor, Tensor]): Record<string, Tensor> => ({ values, indices });
const sizeAlong = (op: OpCase): number => op.x.shape.at(op.number('axis')) ?? 0;

export const reductionBuilders: Readonly<Record<string, OpBuilder>> = {
  ReduceSum: reduction(graph.reduceSum),
  ReduceMean: reduction(graph.reduceMean),
  ReduceMax: reduction(graph.reduceMax),
  ReduceMin: reduction(graph.reduceMin),
  ReduceProd: reduction(graph.reduceProd),
  ReduceLogSumExp: reduction(graph.reduceLogSumExp),
  ReduceL2: reduction((x, axes, keepAxes) => graph.sqrt(graph.reduceSum(graph.mul(x, x), axes, keepAxes))),
  Variance: (op) => ({ biased: variance(op.x, op.numbers('axes'), { unbiased: false }), unbiased: variance(op.x, op.numbers('axes'), { unbiased: true }) }),
  Softmax: (op) => ({ y: graph.softmax(op.has('mask') ? graph.add(op.x, op.operand('mask')) : op.x, op.number('axis')) }),
  LogSoftmax: (op) => ({ y: graph.logSoftmax(op.x, op.number('axis')) }),
  CumSum: (op) => ({ y: cumulativeSum(op.x, op.number('axis'), { exclusive: op.flag('exclusive'), reverse: op.flag('reverse') }) }),
  TopK: (op) => selection(graph.topK(op.x, op.number('k'), op.number('axis'), op.flag('largest'))),
  Sort: (op) => selection(graph.topK(op.x, sizeAlong(op), op.number('axis'), op.flag('descending'))),
  ArgMax: (op) => ({ y: graph.argMax(op.x, op.number('axis'), op.flag('keepdims')) }),
  ArgMin: (op) => ({ y: graph.argMin(op.x, op.number('axis'), op.flag('keepdims')) }),
};

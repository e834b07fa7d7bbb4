import * as graph from '../../../../../src/domain/graph/operations.js';
import type { Tensor } from '../../../../../src/domain/graph/tensor.js';
import { clip, elu, geluTanh, leakyRelu, prelu, quickGelu, silu } from '../../../../../src/domain/layers/activations.js';
import { dropoutWithMask } from '../../../../../src/domain/layers/dropout-mask.js';
import type { OpBuilder, OpCase } from './op-case.js';

const unary =
  (operation: (x: Tensor) => Tensor): OpBuilder =>
  ({ x }) => ({ y: operation(x) });
const folded =
  (operation: (a: Tensor, b: Tensor) => Tensor): OpBuilder =>
  (op) => ({ y: op.operands().reduce((result, operand) => operation(result, operand)) });

/** Add is also the head of the case with one node used several times. */
function addition(op: OpCase): Record<string, Tensor> {
  if (!op.has('w')) return { y: graph.add(op.operand('a'), op.operand('b')) };
  const h = graph.tanh(graph.matmul(op.x, op.operand('w')));
  return { y: graph.add(h, graph.mul(h, graph.slice(op.x, 1, 0, 1))) };
}

function comparisons(op: OpCase): Record<string, Tensor> {
  const [a, b] = [op.operand('a'), op.operand('b')];
  const above = graph.greater(a, b);
  return { greater: above, less_or_equal: graph.not(graph.greater(a, b)), equal: graph.equal(op.operand('i'), op.operand('j')), not: graph.not(above) };
}

export const elementwiseBuilders: Readonly<Record<string, OpBuilder>> = {
  Add: addition,
  Sub: folded(graph.sub),
  Mul: folded(graph.mul),
  Div: folded(graph.div),
  Pow: folded(graph.pow),
  Max: folded(graph.maximum),
  Min: folded(graph.minimum),
  Sqrt: unary(graph.sqrt),
  Exp: unary(graph.exp),
  Log: unary(graph.log),
  Tanh: unary(graph.tanh),
  Sigmoid: unary(graph.sigmoid),
  Relu: unary(graph.relu),
  Softplus: unary(graph.softplus),
  Abs: unary(graph.abs),
  Neg: unary(graph.neg),
  Reciprocal: unary(graph.reciprocal),
  Erf: unary(graph.erf),
  Sin: unary(graph.sin),
  Cos: unary(graph.cos),
  Floor: ({ x }) => ({ floor: graph.floor(x), ceil: graph.ceil(x), round: graph.round(x) }),
  Greater: comparisons,
  Where: (op) => ({ y: graph.where(graph.cast(op.operand('condition'), 'bool'), op.operand('a'), op.operand('b')) }),
  Clip: (op) => ({ y: clip(op.x, { min: op.optionalNumber('min'), max: op.optionalNumber('max') }) }),
  LeakyRelu: (op) => ({ y: leakyRelu(op.x, op.number('alpha')) }),
  PRelu: (op) => ({ y: prelu(op.x, op.operand('slope')) }),
  Elu: (op) => ({ y: elu(op.x, op.number('alpha')) }),
  Gelu: (op) => ({ y: op.text('approximate') === 'tanh' ? geluTanh(op.x) : graph.gelu(op.x) }),
  QuickGelu: unary(quickGelu),
  Swish: unary(silu),
  StopGradient: ({ x }) => ({ y: graph.mul(x, graph.stopGradient(x)) }),
  Dropout: (op) => ({ y: dropoutWithMask(op.x, graph.cast(op.operand('keep'), 'float32'), op.number('ratio')) }),
};

import { constant } from '../../../src/domain/graph/leaves.js';
import * as g from '../../../src/domain/graph/operations.js';
import type { OperatorName } from '../../../src/domain/graph/operators/table.js';
import type { Tensor } from '../../../src/domain/graph/tensor.js';
import type { Candidate, Chooser } from './random-step.js';

/** Uses an operator on something of the graph made so far, so that the result stays within a few thousands and well conditioned. */
type RandomUse = (choose: Chooser) => Candidate;

const smooth = (tensor: Tensor): Candidate => ({ tensor, exact: false });
const stepped = (tensor: Tensor): Candidate => ({ tensor, exact: true });
/** Within ±1. */
const bounded = (x: Tensor): Tensor => g.tanh(g.mul(x, 0.5));
/** Between ½ and 3/2: for logarithms, roots and divisors. */
const positive = (x: Tensor): Tensor => g.add(g.sigmoid(x), 0.5);

const unary = (use: (x: Tensor) => Tensor): RandomUse => (choose) => smooth(use(choose.any().tensor));
const onExact = (use: (x: Tensor) => Tensor): RandomUse => (choose) => stepped(use(choose.exact().tensor));
/** Moves numbers without changing them; exact numbers stay so. */
const moving = (use: (x: Tensor, choose: Chooser) => Tensor): RandomUse => (choose) => {
  const { tensor, exact } = choose.any();
  return { tensor: use(tensor, choose), exact };
};
const binary = (use: (a: Tensor, b: Tensor) => Tensor): RandomUse => moving((x, choose) => use(x, choose.partner(x)));
const binaryOnExact = (use: (a: Tensor, b: Tensor) => Tensor): RandomUse => (choose) => {
  const { tensor } = choose.exact();
  return stepped(use(tensor, choose.partner(tensor)));
};
const asFloat = (x: Tensor): Tensor => g.cast(x, 'float32');
const alongAxis = (x: Tensor, choose: Chooser): [Tensor, number] => {
  const ranked = choose.ranked(x, 1);
  return [ranked, choose.index(ranked.shape.length)];
};
const someAxes = (x: Tensor, choose: Chooser): number[] => x.shape.flatMap((_, axis) => (choose.index(2) === 0 ? [axis] : []));

/** Attributes of a convolution over one axis of `size` elements with `taps` taps. */
const slidingAttributes = (choose: Chooser) => ({ strides: [1 + choose.index(2)], begins: [choose.index(2)], ends: [1 + choose.index(2)], dilations: [1 + choose.index(2)] });

export const randomUses: Readonly<Record<OperatorName, RandomUse>> = {
  Add: binary(g.add),
  Sub: binary(g.sub),
  Mul: (choose) => {
    const x = bounded(choose.any().tensor);
    return smooth(g.mul(x, choose.partner(x)));
  },
  Div: (choose) => {
    const x = choose.any().tensor;
    return smooth(g.div(x, positive(choose.partner(x))));
  },
  Pow: (choose) => {
    const x = positive(choose.any().tensor);
    return smooth(g.pow(x, choose.partner(x)));
  },
  Max: binaryOnExact(g.maximum),
  Min: binaryOnExact(g.minimum),
  Neg: moving(g.neg),
  Abs: onExact(g.abs),
  Sign: onExact(g.sign),
  Floor: onExact(g.floor),
  Ceil: onExact(g.ceil),
  Round: onExact(g.round),
  Relu: onExact(g.relu),
  Sqrt: unary((x) => g.sqrt(positive(x))),
  Exp: unary((x) => g.exp(bounded(x))),
  Log: unary((x) => g.log(positive(x))),
  Reciprocal: unary((x) => g.reciprocal(positive(x))),
  Sin: unary((x) => g.sin(g.mul(bounded(x), 4))),
  Cos: unary((x) => g.cos(g.mul(bounded(x), 4))),
  Tanh: unary(g.tanh),
  Sigmoid: unary(g.sigmoid),
  Softplus: unary(g.softplus),
  Erf: unary(g.erf),
  Gelu: unary(g.gelu),
  StopGradient: moving(g.stopGradient),
  Greater: binaryOnExact((a, b) => asFloat(g.greater(a, b))),
  Less: binaryOnExact((a, b) => asFloat(g.less(a, b))),
  Equal: binaryOnExact((a, b) => asFloat(g.equal(g.floor(a), g.floor(b)))),
  Not: onExact((x) => asFloat(g.not(g.greater(x, constant(0.5))))),
  And: binaryOnExact((a, b) => asFloat(g.and(g.greater(a, b), g.less(a, constant(1))))),
  Where: (choose) => {
    const x = choose.exact().tensor;
    const condition = g.greater(x, constant(0));
    return stepped(g.where(condition, choose.partner(x), x));
  },
  Cast: onExact((x) => asFloat(g.cast(x, 'int32'))),
  ReduceSum: (choose) => {
    const x = choose.any().tensor;
    return smooth(g.reduceSum(x, someAxes(x, choose), choose.index(2) === 0));
  },
  ReduceProd: (choose) => {
    const x = positive(choose.any().tensor);
    return smooth(g.reduceProd(x, someAxes(x, choose), choose.index(2) === 0));
  },
  ReduceMax: (choose) => {
    const x = choose.exact().tensor;
    return stepped(g.reduceMax(x, someAxes(x, choose), choose.index(2) === 0));
  },
  ArgMax: (choose) => {
    const [x, axis] = alongAxis(choose.exact().tensor, choose);
    return stepped(asFloat(g.argMax(x, axis, choose.index(2) === 0)));
  },
  TopK: (choose) => {
    const [x, axis] = alongAxis(choose.exact().tensor, choose);
    return stepped(g.topK(x, 1 + choose.index(x.shape[axis]), axis, choose.index(2) === 0)[0]);
  },
  Reshape: moving((x, choose) => [() => g.reshape(x, [...x.shape].reverse()), () => choose.withRank(x, 1), () => choose.withRank(x, 2), () => choose.ranked(x, 3)][choose.index(4)]()),
  Transpose: moving((x, choose) => {
    const rank = x.shape.length;
    const turn = choose.index(Math.max(rank, 1));
    return g.transpose(x, x.shape.map((_, axis) => (axis + turn) % rank));
  }),
  Expand: moving((x, choose) => g.expand(x, [2, ...x.shape.map((size) => (choose.index(2) === 0 ? 1 : size))])),
  Concat: moving((x, choose) => {
    const [ranked, axis] = alongAxis(x, choose);
    const other = choose.fresh(ranked.shape.map((size, k) => (k === axis ? 1 + choose.index(2) : size)));
    return g.concat([ranked, other, ranked], axis);
  }),
  Slice: moving((x, choose) => {
    const [ranked, axis] = alongAxis(x, choose);
    const start = choose.index(ranked.shape[axis]);
    return g.slice(ranked, axis, start, start + 1 + choose.index(ranked.shape[axis] - start));
  }),
  Pad: moving((x, choose) => g.pad(x, x.shape.map(() => choose.index(2)), x.shape.map(() => choose.index(2)), 0.5)),
  Gather: moving((x, choose) => {
    const [ranked, axis] = alongAxis(x, choose);
    const size = ranked.shape[axis];
    const count = 1 + choose.index(3);
    const indices = constant(Array.from({ length: count }, () => choose.index(size)), choose.index(2) === 0 ? [count] : [count, 1], 'int32');
    return g.gather(ranked, indices, axis);
  }),
  ScatterND: moving((x, choose) => {
    const ranked = choose.ranked(x, 1);
    const [size, ...rest] = ranked.shape;
    const add = choose.index(2) === 0;
    const places = add ? [choose.index(size), choose.index(size)] : [choose.index(size)];
    return g.scatterNd(ranked, constant(places, [places.length, 1], 'int32'), choose.fresh([places.length, ...rest]), add ? 'add' : 'none');
  }),
  Gemm: (choose) => {
    const x = bounded(choose.withRank(choose.any().tensor, 2));
    const transposeA = choose.index(2) === 0;
    const transposeB = choose.index(2) === 0;
    const inner = x.shape[transposeA ? 0 : 1];
    const columns = 1 + choose.index(3);
    return smooth(g.gemm(x, choose.fresh(transposeB ? [columns, inner] : [inner, columns]), { transposeA, transposeB }));
  },
  MatMul: (choose) => {
    const x = bounded(choose.withRank(choose.any().tensor, 3));
    const batch = [[], [x.shape[0]], [1], [2, 1]][choose.index(4)];
    return smooth(g.matmul(x, choose.fresh([...batch, x.shape[2], 1 + choose.index(3)])));
  },
  Softmax: (choose) => smooth(g.softmax(...alongAxis(choose.any().tensor, choose))),
  LogSoftmax: (choose) => smooth(g.logSoftmax(...alongAxis(choose.any().tensor, choose))),
  LayerNormalization: (choose) => {
    const x = choose.ranked(bounded(choose.any().tensor), 1);
    const width = x.shape[x.shape.length - 1];
    return smooth(g.layerNormalization(x, choose.fresh([width]), choose.fresh([width]), 0.1));
  },
  Conv: (choose) => {
    const x = bounded(choose.withRank(choose.any().tensor, 3));
    const groups = x.shape[1] % 2 === 0 ? 1 + choose.index(2) : 1;
    const attributes = slidingAttributes(choose);
    const taps = attributes.dilations[0] <= x.shape[2] ? 1 + choose.index(2) : 1;
    return smooth(g.conv(x, choose.fresh([groups * (1 + choose.index(2)), x.shape[1] / groups, taps]), { ...attributes, groups }));
  },
  ConvTranspose: (choose) => {
    const x = bounded(choose.withRank(choose.any().tensor, 3));
    const groups = x.shape[1] % 2 === 0 ? 1 + choose.index(2) : 1;
    const strides = [1 + choose.index(2)];
    const weight = choose.fresh([x.shape[1], 1 + choose.index(2), 3]);
    return smooth(g.convTranspose(x, weight, { strides, begins: [choose.index(2)], ends: [choose.index(2)], outputPadding: [choose.index(strides[0])], groups }));
  },
};

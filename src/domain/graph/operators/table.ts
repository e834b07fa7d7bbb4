import type { Attributes, Operator } from '../tensor.js';
import { Conv, ConvTranspose } from './convolutions.js';
import { Abs, Add, Ceil, Cos, Div, Erf, Exp, Floor, Gelu, Log, Max, Min, Mul, Neg, Pow, Reciprocal, Relu, Round, Sigmoid, Sign, Sin, Softplus, Sqrt, StopGradient, Sub, Tanh } from './elementwise.js';
import { Gather, ScatterND, TopK } from './indexing.js';
import { And, Cast, Equal, Greater, Less, Not, Where } from './logic.js';
import { Concat, Expand, Pad, Reshape, Slice, Transpose } from './movement.js';
import { LayerNormalization, LogSoftmax, Softmax } from './normalisations.js';
import { Gemm, MatMul } from './products.js';
import { ArgMax, ReduceMax, ReduceProd, ReduceSum } from './reductions.js';

/** Every operator an engine must know. ONNX names and semantics (opset 20); attributes are the entry's own. */
export const operatorTable = {
  Abs, Add, And, ArgMax, Cast, Ceil, Concat, Conv, ConvTranspose, Cos, Div, Equal, Erf, Exp, Expand, Floor, Gather, Gelu, Gemm, Greater, LayerNormalization,
  Less, Log, LogSoftmax, MatMul, Max, Min, Mul, Neg, Not, Pad, Pow, Reciprocal, ReduceMax, ReduceProd, ReduceSum, Relu, Reshape, Round, ScatterND, Sigmoid, Sign, Sin,
  Slice, Softmax, Softplus, Sqrt, StopGradient, Sub, Tanh, TopK, Transpose, Where,
} satisfies Record<string, Operator<never>>;

export type OperatorName = keyof typeof operatorTable;

/** The attributes an operator's entry declares. */
export type AttributesOf<Name extends OperatorName> = (typeof operatorTable)[Name] extends Operator<infer A extends Attributes> ? A : never;

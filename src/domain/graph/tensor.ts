/**
 * A graph is data: tensors point back to the calls that make them, and nothing is computed while a model is built.
 * Every dimension and element type is known when a tensor is made.
 */
export type DType = 'float32' | 'int32' | 'bool';

/** Row-major dimensions; `[]` is a scalar. */
export type Shape = readonly number[];

export type NumericArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Numbers with a type and a shape: constants in graphs, inputs and outputs of programs. Booleans are 0 and 1. */
export interface TensorValue {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: NumericArray;
}

export type AttributeValue = number | string | boolean | readonly number[];
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A value in a graph. Identity is object identity. */
export interface Tensor extends TensorType {
  readonly origin: Origin;
}

export type Origin = InputOrigin | VariableOrigin | ConstantOrigin | CallOrigin;

/** Fed on every run. */
export interface InputOrigin {
  readonly kind: 'input';
  readonly name: string;
}

/** Kept by the engine between runs: weights, statistics, optimiser moments. */
export interface VariableOrigin {
  readonly kind: 'variable';
  readonly variable: Variable;
}

export interface ConstantOrigin {
  readonly kind: 'constant';
  readonly value: TensorValue;
}

export interface CallOrigin {
  readonly kind: 'call';
  readonly call: Call;
  /** Which output of the call this tensor is. */
  readonly output: number;
}

/** One use of an operator. */
export interface Call {
  readonly operator: Operator<Attributes>;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly outputs: readonly Tensor[];
}

/** How a variable starts; `scale` and bounds in the variable's own unit. Drawn by the project's seeded generator, in row-major order. */
export type Initialiser =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly deviation: number }
  /** Normal, redrawn until within ±`bound`. */
  | { readonly kind: 'truncatedNormal'; readonly deviation: number; readonly bound: number }
  | { readonly kind: 'value'; readonly value: TensorValue }
  /** The same start as another variable (clones of one template). */
  | { readonly kind: 'sameAs'; readonly name: string };

/** A named tensor that lives in the engine between runs. */
export interface Variable extends TensorType {
  /** Scope path, equal to the published state-dict name for model parameters. */
  readonly name: string;
  /** `parameter`: learnt or frozen weight; `statistic`: batch-norm running value; `optimiser`: moments and counters. */
  readonly kind: 'parameter' | 'statistic' | 'optimiser';
  readonly trainable: boolean;
  readonly initialiser: Initialiser;
}

/** Multiply-adds of products and convolutions, and bytes read and written, of one call. */
export interface Cost {
  readonly multiplyAdds: number;
  readonly bytes: number;
}

/** What a gradient rule sees. */
export interface GradientContext<A extends Attributes> {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly output: Tensor;
  readonly attributes: A;
  /** Gradient of the loss for each output; absent where the output does not reach the loss. */
  readonly upstreams: readonly (Tensor | undefined)[];
  /** Gradient for the first output; only to be read by operators with one differentiable output. */
  readonly upstream: Tensor;
}

/** One gradient per input: a function that builds it when somebody asks for it, or `undefined` where there is none. */
export type InputGradients = readonly ((() => Tensor) | undefined)[];

/** An operator is one entry: shape rule, gradient as a graph function, cost, one line of documentation. */
export interface Operator<A extends Attributes> {
  readonly name: string;
  /** What it computes, in one line. */
  readonly doc: string;
  /** Output types; throws {@link ShapeFault} for operands that do not fit. */
  outputs(inputs: readonly Tensor[], attributes: A): readonly TensorType[];
  /** Reverse-mode rule, or `'none'` for an operator without a derivative (comparisons, indices, rounding). */
  readonly gradient: ((context: GradientContext<A>) => InputGradients) | 'none';
  /** Multiply-adds; 0 for everything that is no product. */
  multiplyAdds?(inputs: readonly Tensor[], outputs: readonly TensorType[], attributes: A): number;
}

/** What a shape rule throws; {@link applyOperator} adds operator, operand shapes and scope. */
export class ShapeFault extends Error {}

/** A graph that cannot be: names operator, axis, shapes and the parameters near by. */
export class GraphError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GraphError';
  }
}

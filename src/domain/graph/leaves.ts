import { elementCount, formatShape } from './shapes.js';
import { GraphError, type DType, type Initialiser, type NumericArray, type Shape, type Tensor, type TensorValue, type Variable } from './tensor.js';

/** A tensor fed on every run. */
export const input = (name: string, shape: Shape, dtype: DType = 'float32'): Tensor => ({ dtype, shape: checked(shape), origin: { kind: 'input', name } });

/** The tensor of a variable. */
export const variableTensor = (variable: Variable): Tensor => ({ dtype: variable.dtype, shape: variable.shape, origin: { kind: 'variable', variable } });

/** Numbers known when the graph is built. @param values one number for a scalar, or row-major values of `shape` */
export function constant(values: number | ArrayLike<number>, shape?: Shape, dtype: DType = 'float32'): Tensor {
  const numbers = typeof values === 'number' ? [values] : values;
  const actualShape = shape ?? (typeof values === 'number' ? [] : [numbers.length]);
  if (elementCount(actualShape) !== numbers.length) throw new GraphError(`constant of shape ${formatShape(actualShape)} given ${numbers.length} values`);
  return { dtype, shape: actualShape, origin: { kind: 'constant', value: { dtype, shape: actualShape, data: typedArray(dtype, numbers) } } };
}

export const constantOf = (value: TensorValue): Tensor => ({ dtype: value.dtype, shape: value.shape, origin: { kind: 'constant', value } });

function typedArray(dtype: DType, numbers: ArrayLike<number>): NumericArray {
  switch (dtype) {
    case 'float32':
      return Float64Array.from(numbers);
    case 'int32':
      return Int32Array.from(numbers);
    case 'bool':
      return Uint8Array.from(numbers);
  }
}

function checked(shape: Shape): Shape {
  if (shape.some((size) => !Number.isInteger(size) || size < 0)) throw new GraphError(`shape ${formatShape(shape)} has a size that is no natural number`);
  return shape;
}

/** A place in the tree of parameter names. Makes variables and remembers them by name, so that one name is one variable. */
export class Scope {
  private constructor(
    readonly path: string,
    private readonly made: Map<string, Tensor>,
    private readonly trainableRule: (name: string) => boolean,
    /** Scope whose variables the ones made here start equal to. */
    private readonly template: string | undefined,
  ) {}

  /** @param trainable which parameters are learnt, by full name */
  static root(trainable: (name: string) => boolean = () => true): Scope {
    return new Scope('', new Map(), trainable, undefined);
  }

  child(name: string | number): Scope {
    const template = this.template === undefined ? undefined : `${this.template}.${name}`;
    return new Scope(this.path === '' ? String(name) : `${this.path}.${name}`, this.made, this.trainableRule, template);
  }

  /** The same scope, but its parameters start with the values that those of the same name under `template` start with. */
  startingLike(template: Scope): Scope {
    return new Scope(this.path, this.made, this.trainableRule, template.path);
  }

  /** A weight under this scope. @throws GraphError when the name is taken with another shape */
  parameter(name: string, shape: Shape, initialiser: Initialiser): Tensor {
    const { path, template } = this.child(name);
    const start: Initialiser = template === undefined ? initialiser : { kind: 'sameAs', name: template };
    return this.make({ name: path, dtype: 'float32', shape, kind: 'parameter', trainable: this.trainableRule(path), initialiser: start });
  }

  /** A running value that the graph itself updates (batch-norm statistics). */
  statistic(name: string, shape: Shape, value: number): Tensor {
    return this.make({ name: this.child(name).path, dtype: 'float32', shape, kind: 'statistic', trainable: false, initialiser: { kind: 'constant', value } });
  }

  /** All variables made so far under any scope of this tree, in order of creation. */
  variables(): Variable[] {
    return [...this.made.values()].flatMap((tensor) => (tensor.origin.kind === 'variable' ? [tensor.origin.variable] : []));
  }

  /** The tensors of all variables made so far, by name. */
  tensors(): ReadonlyMap<string, Tensor> {
    return this.made;
  }

  private make(variable: Variable): Tensor {
    const known = this.made.get(variable.name);
    if (known !== undefined) {
      if (formatShape(known.shape) !== formatShape(variable.shape)) {
        throw new GraphError(`parameter "${variable.name}" is asked for with shape ${formatShape(variable.shape)} but exists with ${formatShape(known.shape)}`);
      }
      return known;
    }
    const tensor = variableTensor({ ...variable, shape: checked(variable.shape) });
    this.made.set(variable.name, tensor);
    return tensor;
  }
}

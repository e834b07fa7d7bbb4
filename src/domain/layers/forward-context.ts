import type { Update } from '../graph/graph.js';
import { constant, input } from '../graph/leaves.js';
import { cast, less } from '../graph/operations.js';
import { GraphError, type Shape, type Tensor } from '../graph/tensor.js';
import { dropoutWithMask } from './dropout-mask.js';

/** A graph input that the training loop fills with seeded uniform [0, 1) numbers before every run. */
export interface RandomInput {
  readonly name: string;
  readonly tensor: Tensor;
}

/**
 * How a forward pass is built: training or evaluation, and what it leaves behind (statistics updates, random inputs).
 * Part of a model may run in another mode than the rest ({@link evaluating}): frozen encoders under the fixed recipe.
 */
export class ForwardContext {
  private constructor(
    /** Dropout, drop-path and SpecAugment are active. */
    readonly training: boolean,
    /** Batch norms use (and move) batch statistics. */
    readonly batchStatistics: boolean,
    private readonly collected: { readonly updates: Update[]; readonly randoms: RandomInput[] },
  ) {}

  static training(): ForwardContext {
    return new ForwardContext(true, true, { updates: [], randoms: [] });
  }

  static evaluation(): ForwardContext {
    return new ForwardContext(false, false, { updates: [], randoms: [] });
  }

  /** Batch statistics, but every random regulariser off (golden cases "train"). */
  static trainingWithoutNoise(): ForwardContext {
    return new ForwardContext(false, true, { updates: [], randoms: [] });
  }

  /** The same pass with evaluation behaviour, collecting into the same lists. */
  evaluating(): ForwardContext {
    return new ForwardContext(false, false, this.collected);
  }

  /** Declares the next value of a statistic. */
  update(variable: Tensor, next: Tensor): void {
    if (variable.origin.kind !== 'variable') throw new GraphError('only a variable can be updated');
    this.collected.updates.push({ variable: variable.origin.variable, next });
  }

  /** Uniform [0, 1) numbers, new in every run. */
  uniform(shape: Shape): Tensor {
    const name = `random/${this.collected.randoms.length}`;
    const tensor = input(name, shape);
    this.collected.randoms.push({ name, tensor });
    return tensor;
  }

  /** Keeps each element with probability 1 − rate, scaled by 1/(1 − rate); the identity outside training. */
  dropout(x: Tensor, rate: number): Tensor {
    return this.drop(x, x.shape, rate);
  }

  /** Keeps whole rows (axis 0) with probability 1 − rate: stochastic depth. */
  dropPath(x: Tensor, rate: number): Tensor {
    return this.drop(x, x.shape.map((size, axis) => (axis === 0 ? size : 1)), rate);
  }

  updates(): readonly Update[] {
    return this.collected.updates;
  }

  randomInputs(): readonly RandomInput[] {
    return this.collected.randoms;
  }

  private drop(x: Tensor, maskShape: Shape, rate: number): Tensor {
    if (!this.training || rate === 0) return x;
    const keep = cast(less(this.uniform(maskShape), constant(1 - rate)), 'float32');
    return dropoutWithMask(x, keep, rate);
  }
}

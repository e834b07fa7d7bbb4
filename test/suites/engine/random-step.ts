import { input } from '../../../src/domain/graph/leaves.js';
import { reshape } from '../../../src/domain/graph/operations.js';
import { elementCount } from '../../../src/domain/graph/shapes.js';
import type { Shape, Tensor } from '../../../src/domain/graph/tensor.js';

/** A float tensor of a random graph. */
export interface Candidate {
  readonly tensor: Tensor;
  /** Few-digit numbers, the same in float32 and float64: comparisons, kinks and steps agree on every engine only there. */
  readonly exact: boolean;
}

/** Turns the numbers of one recipe step into operands, axes and sizes. */
export class Chooser {
  private position = 0;

  constructor(
    private readonly choices: readonly number[],
    private readonly pool: readonly Candidate[],
    private readonly inputs: Tensor[],
  ) {}

  /** An integer in 0 … count − 1. */
  index(count: number): number {
    return this.choices[this.position++ % this.choices.length] % count;
  }

  any(): Candidate {
    return this.pool[this.index(this.pool.length)];
  }

  /** A tensor with exact numbers; the first input is one. */
  exact(): Candidate {
    const exact = this.pool.filter((candidate) => candidate.exact);
    return exact[this.index(exact.length)];
  }

  /** The tensor with at least this many axes, the missing ones of size 1 in front. */
  ranked(tensor: Tensor, rank: number): Tensor {
    return reshape(tensor, [...new Array<number>(Math.max(0, rank - tensor.shape.length)).fill(1), ...tensor.shape]);
  }

  /** The tensor with exactly this many axes. */
  withRank(tensor: Tensor, rank: number): Tensor {
    const { shape } = this.ranked(tensor, rank);
    return reshape(tensor, [elementCount(shape.slice(0, shape.length - rank + 1)), ...shape.slice(shape.length - rank + 1)]);
  }

  /** A new graph input. */
  fresh(shape: Shape): Tensor {
    const tensor = input(`x${this.inputs.length}`, shape);
    this.inputs.push(tensor);
    return tensor;
  }

  /** An operand that broadcasts with `tensor`: of the same shape, with axes of size 1, with fewer axes, or with one axis more. */
  partner({ shape }: Tensor): Tensor {
    switch (this.index(4)) {
      case 0:
        return this.fresh(shape);
      case 1:
        return this.fresh(shape.map((size, axis) => (axis === this.index(3) ? 1 : size)));
      case 2:
        return this.fresh(shape.slice(this.index(shape.length + 1)));
      default:
        return this.fresh([1 + this.index(2), ...shape]);
    }
  }
}

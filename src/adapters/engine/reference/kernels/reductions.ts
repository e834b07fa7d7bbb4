import { normaliseAxes, normaliseAxis, stridesOf } from '../../../../domain/graph/shapes.js';
import type { TensorType } from '../../../../domain/graph/tensor.js';
import { allocate, type Kernel, type Kernels, type Operand } from './kernel.js';
import { lanesOf, offsetsOf } from './offsets.js';

type Names = 'ArgMax' | 'ReduceMax' | 'ReduceProd' | 'ReduceSum';
type ReductionAttributes = { readonly axes: readonly number[]; readonly keepAxes: boolean };

/** Combines, one after the other, the elements along the reduced axes. */
const reduction =
  (start: (operand: Operand) => number, combine: (accumulated: number, x: number) => number): Kernel<ReductionAttributes> =>
  ([x], { axes }, [type]) => {
    const y = allocate(type);
    const strides = stridesOf(x.shape);
    const reduced = normaliseAxes(axes, x.shape.length);
    const kept = x.shape.flatMap((_, axis) => (reduced.includes(axis) ? [] : [axis]));
    const along = (wanted: readonly number[]): Int32Array => offsetsOf(wanted.map((axis) => x.shape[axis]), wanted.map((axis) => strides[axis]));
    const outer = along(kept);
    const inner = along(reduced);
    for (let i = 0; i < y.length; i++) {
      let accumulated = start(x);
      for (let j = 0; j < inner.length; j++) accumulated = combine(accumulated, x.data[outer[i] + inner[j]]);
      y[i] = accumulated;
    }
    return [y];
  };

/** The maximum of nothing. */
const smallest = ({ dtype }: TensorType): number => (dtype === 'float32' ? -Infinity : dtype === 'int32' ? -(2 ** 31) : 0);

export const reductionKernels: Kernels<Names> = {
  ReduceSum: reduction(() => 0, (sum, x) => sum + x),
  ReduceProd: reduction(() => 1, (product, x) => product * x),
  ReduceMax: reduction(smallest, Math.max),
  ArgMax: ([x], { axis }, [type]) => {
    const y = allocate(type);
    const { starts, step, length } = lanesOf(x.shape, normaliseAxis(axis, x.shape.length));
    for (let lane = 0; lane < starts.length; lane++) {
      let best = 0;
      for (let k = 1; k < length; k++) if (x.data[starts[lane] + k * step] > x.data[starts[lane] + best * step]) best = k;
      y[lane] = best;
    }
    return [y];
  },
};

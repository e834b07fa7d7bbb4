import { normaliseAxis } from '../../../../domain/graph/shapes.js';
import type { Shape } from '../../../../domain/graph/tensor.js';

/** Kernels of TensorFlow.js take few axes, and fewer are faster: everything here says the same thing with fewer of them. */

const product = (sizes: Shape): number => sizes.reduce((all, size) => all * size, 1);

/** A shape as [before, size, after] around one axis. */
export function around(shape: Shape, axis: number): [before: number, size: number, after: number] {
  const at = normaliseAxis(axis, shape.length);
  return [product(shape.slice(0, at)), shape[at], product(shape.slice(at + 1))];
}

/** The same broadcast of operands to `result`, with neighbouring axes joined along which each operand is whole, or is repeated. */
export function mergedBroadcast(shapes: readonly Shape[], result: Shape): number[][] {
  const merged = shapes.map((): number[] => []);
  let previous: string | undefined;
  result.forEach((whole, axis) => {
    if (whole === 1) return;
    const sizes = shapes.map((shape) => shape[axis - (result.length - shape.length)] ?? 1);
    const pattern = sizes.map((size) => size === whole).join();
    merged.forEach((sizesSoFar, k) => {
      if (pattern === previous) sizesSoFar[sizesSoFar.length - 1] *= sizes[k];
      else sizesSoFar.push(sizes[k]);
    });
    previous = pattern;
  });
  return merged;
}

/** The same choice of axes, with neighbours joined that are all chosen or all not. */
export function mergedChoice(shape: Shape, chosen: readonly number[]): { readonly shape: number[]; readonly axes: number[] } {
  const merged: { size: number; readonly isChosen: boolean }[] = [];
  shape.forEach((size, axis) => {
    const isChosen = chosen.includes(axis);
    const last = merged.at(-1);
    if (last?.isChosen === isChosen) last.size *= size;
    else merged.push({ size, isChosen });
  });
  return { shape: merged.map(({ size }) => size), axes: merged.flatMap(({ isChosen }, axis) => (isChosen ? [axis] : [])) };
}

/** The same transposition, with axes joined that stay neighbours and axes of size 1 left out. */
export function mergedTransposition(shape: Shape, permutation: readonly number[]): { readonly shape: number[]; readonly permutation: number[] } {
  const whole = shape.flatMap((size, axis) => (size === 1 ? [] : [axis]));
  const runs: number[][] = [];
  for (const axis of permutation.filter((moved) => shape[moved] !== 1)) {
    const last = runs.at(-1);
    if (last !== undefined && whole.indexOf(axis) === whole.indexOf(last[last.length - 1]) + 1) last.push(axis);
    else runs.push([axis]);
  }
  const source = [...runs].sort(([a], [b]) => a - b);
  return { shape: source.map((axes) => product(axes.map((axis) => shape[axis]))), permutation: runs.map((run) => source.indexOf(run)) };
}

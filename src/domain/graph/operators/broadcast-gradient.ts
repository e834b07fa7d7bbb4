import { sameShape } from '../shapes.js';
import type { Shape, Tensor } from '../tensor.js';
import { reshape } from './movement.js';
import { reduceSum } from './reductions.js';

/** Undoes broadcasting: sums a gradient over the axes along which an operand of `shape` was repeated. */
export function sumToShape(gradient: Tensor, shape: Shape): Tensor {
  if (sameShape(gradient.shape, shape)) return gradient;
  const added = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((size, axis) => (axis < added || (shape[axis - added] === 1 && size !== 1) ? [axis] : []));
  return reshape(reduceSum(gradient, axes, false), shape);
}

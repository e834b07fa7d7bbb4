import { add, concat, pad } from '../../operations.js';
import type { Tensor } from '../../tensor.js';
import { isCallOf, madeBy } from '../call-of.js';
import type { Rule, RewriteContext } from '../rewrite.js';

/** x in places start … end − 1 of an axis, zeros elsewhere. */
interface Placed {
  readonly x: Tensor;
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly size: number;
}

/**
 * Neighbouring pieces that are padded with zeros and added are joined and padded once: what the gradients of cuts of one tensor look like.
 * The sum may have begun with another term: (t + a) + b. The sign of a zero may change.
 */
export const joinPaddedPieces: Rule = (call, context) => {
  if (!isCallOf(call, 'Add')) return undefined;
  const [left, right] = call.inputs;
  const second = placed(right, context);
  if (second === undefined) return undefined;
  const alone = placed(left, context);
  if (alone !== undefined) return joined(alone, second);
  const sum = context.uses(left) === 1 ? madeBy(left, 'Add') : undefined;
  const first = sum && placed(sum.inputs[1], context);
  const both = first && joined(first, second);
  return sum && both && add(sum.inputs[0], both);
};

function placed(tensor: Tensor, { uses }: RewriteContext): Placed | undefined {
  const padding = uses(tensor) === 1 ? madeBy(tensor, 'Pad') : undefined;
  if (padding === undefined || padding.attributes.value !== 0) return undefined;
  const { begins, ends } = padding.attributes;
  const axes = tensor.shape.flatMap((_, axis) => (begins[axis] > 0 || ends[axis] > 0 ? [axis] : []));
  if (axes.length !== 1) return undefined;
  const [axis] = axes;
  const [x] = padding.inputs;
  return { x, axis, start: begins[axis], end: begins[axis] + x.shape[axis], size: tensor.shape[axis] };
}

function joined(a: Placed, b: Placed): Tensor | undefined {
  if (a.axis !== b.axis) return undefined;
  if (a.end === b.start) return together([a, b]);
  return b.end === a.start ? together([b, a]) : undefined;
}

function together([first, second]: readonly [Placed, Placed]): Tensor {
  const { axis, size } = first;
  const along = (amount: number): number[] => first.x.shape.map((_, k) => (k === axis ? amount : 0));
  return pad(concat([first.x, second.x], axis), along(first.start), along(size - second.end), 0);
}

import { concat, reshape, slice, transpose } from '../../operations.js';
import { normaliseAxis, sameShape } from '../../shapes.js';
import type { Tensor } from '../../tensor.js';
import { isCallOf, madeBy } from '../call-of.js';
import type { Rule } from '../rewrite.js';

/** A reshape of a reshape is one reshape, or none. */
export const joinReshapes: Rule = (call) => {
  if (!isCallOf(call, 'Reshape')) return undefined;
  const [x] = call.inputs;
  if (sameShape(x.shape, call.attributes.shape)) return x;
  const inner = madeBy(x, 'Reshape');
  return inner && reshape(inner.inputs[0], call.attributes.shape);
};

/** Two transpositions are one, or none. */
export const joinTranspositions: Rule = (call) => {
  if (!isCallOf(call, 'Transpose')) return undefined;
  const inner = madeBy(call.inputs[0], 'Transpose');
  return inner && transpose(inner.inputs[0], call.attributes.permutation.map((axis) => inner.attributes.permutation[axis]));
};

/** Parts that are joined first and joined again with others along the same axis are joined at once. */
export const flattenConcatenations: Rule = (call, { uses }) => {
  if (!isCallOf(call, 'Concat')) return undefined;
  const along = normaliseAxis(call.attributes.axis, call.outputs[0].shape.length);
  const partsOf = (part: Tensor): readonly Tensor[] => {
    const inner = uses(part) === 1 ? madeBy(part, 'Concat') : undefined;
    return inner !== undefined && normaliseAxis(inner.attributes.axis, part.shape.length) === along ? inner.inputs : [part];
  };
  const parts = call.inputs.flatMap(partsOf);
  return parts.length === call.inputs.length ? undefined : concat(parts, along);
};

/** What was just joined is not cut out again: a cut along the seams of a concatenation. */
export const sliceAlongSeams: Rule = (call) => {
  if (!isCallOf(call, 'Slice')) return undefined;
  const [x] = call.inputs;
  const joined = madeBy(x, 'Concat');
  const rank = x.shape.length;
  const along = normaliseAxis(call.attributes.axis, rank);
  if (joined === undefined || normaliseAxis(joined.attributes.axis, rank) !== along) return undefined;
  let start = 0;
  const inside: Tensor[] = [];
  for (const part of joined.inputs) {
    const end = start + part.shape[along];
    if (end > call.attributes.start && start < call.attributes.end) {
      if (start < call.attributes.start || end > call.attributes.end) return within(part, along, call.attributes.start - start, call.attributes.end - start);
      inside.push(part);
    }
    start = end;
  }
  return inside.length === 0 ? undefined : concat(inside, along);
};

/** A cut that lies in one part; `undefined` where it does not. */
const within = (part: Tensor, axis: number, start: number, end: number): Tensor | undefined => (start >= 0 && end <= part.shape[axis] ? slice(part, axis, start, end) : undefined);

/** Neighbouring cuts of one tensor that are joined again are one cut, or none. */
export const joinSlices: Rule = (call) => {
  if (!isCallOf(call, 'Concat')) return undefined;
  const along = normaliseAxis(call.attributes.axis, call.outputs[0].shape.length);
  const parts: Tensor[] = [];
  let run: Cut | undefined;
  for (const part of call.inputs) {
    const cut = cutOf(part, along);
    if (run !== undefined && cut !== undefined && cut.x === run.x && cut.start === run.end) {
      run = { ...run, end: cut.end };
      parts[parts.length - 1] = slice(run.x, along, run.start, run.end);
    } else {
      run = cut;
      parts.push(part);
    }
  }
  return parts.length === call.inputs.length ? undefined : concat(parts, along);
};

interface Cut {
  readonly x: Tensor;
  readonly start: number;
  readonly end: number;
}

function cutOf(tensor: Tensor, axis: number): Cut | undefined {
  const cut = madeBy(tensor, 'Slice');
  if (cut === undefined || normaliseAxis(cut.attributes.axis, tensor.shape.length) !== axis) return undefined;
  return { x: cut.inputs[0], start: cut.attributes.start, end: cut.attributes.end };
}

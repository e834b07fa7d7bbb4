import * as graph from '../../../../../src/domain/graph/operations.js';
import type { Tensor } from '../../../../../src/domain/graph/tensor.js';
import { flatten, repeatInterleave, reshapeTo, stack, stridedSlice, tile } from '../../../../../src/domain/layers/movement.js';
import { padEdge, padOrCrop, padReflect } from '../../../../../src/domain/layers/pad-modes.js';
import { roll, rollFlat } from '../../../../../src/domain/layers/roll.js';
import { windowPartition, windowReverse } from '../../../../../src/domain/layers/window-partition.js';
import type { OpBuilder, OpCase } from './op-case.js';

const pair = ([first, second]: readonly number[]): [number, number] => [first, second];

function squeezed(op: OpCase): Record<string, Tensor> {
  const rank = op.x.shape.length;
  const removed = op.numbers('squeeze_axes').map((axis) => (axis + rank) % rank);
  const less = [...removed].sort((a, b) => b - a).reduce((x, axis) => graph.squeeze(x, axis), op.x);
  return { squeezed: less, y: op.numbers('unsqueeze_axes').reduce((x, axis) => graph.unsqueeze(x, axis), less) };
}

function padded(op: OpCase): Record<string, Tensor> {
  const { begins, ends } = op.pads();
  switch (op.text('mode')) {
    case 'reflect':
      return { y: padReflect(op.x, begins, ends) };
    case 'edge':
      return { y: padEdge(op.x, begins, ends) };
    default:
      return { y: padOrCrop(op.x, begins, ends, op.number('value')) };
  }
}

function sliced(op: OpCase): Record<string, Tensor> {
  const [starts, ends, axes, steps] = ['starts', 'ends', 'axes', 'steps'].map((name) => op.numbers(name));
  return { y: axes.reduce((x, axis, k) => stridedSlice(x, axis, starts[k], ends[k], steps[k]), op.x) };
}

function rolled(op: OpCase): Record<string, Tensor> {
  const axes = op.optionalNumbers('axes');
  const shifts = op.numbers('shifts');
  return { y: axes === undefined ? rollFlat(op.x, shifts[0]) : roll(op.x, shifts, axes) };
}

export const movementBuilders: Readonly<Record<string, OpBuilder>> = {
  Reshape: (op) => ({ y: reshapeTo(op.x, op.numbers('shape')) }),
  Flatten: (op) => ({ y: flatten(op.x, op.number('axis')) }),
  Squeeze: squeezed,
  Transpose: (op) => ({ y: graph.transpose(op.x, op.optionalNumbers('perm') ?? op.x.shape.map((_, axis) => op.x.shape.length - 1 - axis)) }),
  Concat: (op) => ({ y: graph.concat(op.operands(), op.number('axis')) }),
  Stack: (op) => ({ y: stack(op.operands(), op.number('axis')) }),
  Split: (op) => Object.fromEntries(graph.split(op.x, op.number('axis'), op.numbers('split')).map((part, k) => [`y${k}`, part])),
  Slice: sliced,
  Pad: padded,
  Tile: (op) => ({ y: tile(op.x, op.numbers('repeats')) }),
  Expand: (op) => ({ y: graph.expand(op.x, op.numbers('shape')) }),
  RepeatInterleave: (op) => ({ y: repeatInterleave(op.x, op.number('axis'), op.number('repeats')) }),
  Roll: rolled,
  WindowPartition: (op) => ({ y: windowPartition(op.x, pair(op.numbers('window'))) }),
  WindowReverse: (op) => ({ y: windowReverse(op.x, [op.number('height'), op.number('width')]) }),
};

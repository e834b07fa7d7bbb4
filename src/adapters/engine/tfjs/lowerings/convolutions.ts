import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { ConvAttributes } from '../../../../domain/graph/operators/convolutions.js';
import { elementCount } from '../../../../domain/graph/shapes.js';
import type { Shape, TensorType } from '../../../../domain/graph/tensor.js';
import type { Backend, Lowerings } from './lowering.js';
import { padded, reshaped, transposed } from './movement.js';
import { batchProduct } from './products.js';
import { windowTable } from './window-table.js';

type Names = 'Conv' | 'ConvTranspose';

/** Whether the kernel of TensorFlow.js can do it: at most two spatial axes, no groups, strides or dilations but not both, pads that do not cut. */
const hasKernel = ({ strides, dilations, groups, begins, ends }: ConvAttributes): boolean =>
  strides.length <= 2 && groups === 1 && (strides.every((stride) => stride === 1) || dilations.every((dilation) => dilation === 1)) && [...begins, ...ends].every((amount) => amount >= 0);

/** x [N, C, (H,) W] with w [O, C, (kH,) kW], by the kernel, which has channels last. */
function kernelConvolution({ tf }: Backend, x: Tensor, w: Tensor, { strides, dilations, begins, ends }: ConvAttributes, result: Shape): Tensor {
  const two = ([first, second]: readonly number[], filler: number): [number, number] => (second === undefined ? [filler, first] : [first, second]);
  const image = (tensor: Tensor): Tensor => reshaped(tf, tensor, [...tensor.shape.slice(0, 2), ...two(tensor.shape.slice(2), 1)]);
  const wide = image(padded(tf, x, [0, 0, ...begins], [0, 0, ...ends], 0));
  const channelsLast = transposed(tf, wide, [0, 2, 3, 1]) as Tensor4D;
  const filter = transposed(tf, image(w), [2, 3, 1, 0]) as Tensor4D;
  const y = tf.conv2d(channelsLast, filter, two(strides, 1), 'valid', 'NHWC', two(dilations, 1));
  return reshaped(tf, transposed(tf, y, [0, 3, 1, 2]), result);
}

/** Groups, strides, dilations and axes of any kind: the values under each window are gathered, and a product sums them. @param weights [groups, taps · C/groups, O/groups] @param table for each result position and tap the position of x, or −1 */
function gatheredConvolution(backend: Backend, x: Tensor, weights: Tensor, table: Int32Array, result: Shape): Tensor {
  const { tf } = backend;
  const [images, channels, ...spatial] = x.shape;
  const size = elementCount(spatial);
  const [groups, depth, outputs] = weights.shape;
  const positions = elementCount(result.slice(2));
  const taps = table.length / positions;
  const rows = padded(tf, transposed(tf, reshaped(tf, x, [images, channels, size]), [0, 2, 1]), [0, 0, 0], [0, 1, 0], 0);
  const windows = tf.gather(rows, tf.tensor1d(table.map((position) => (position < 0 ? size : position)), 'int32'), 1);
  const perGroup = transposed(tf, reshaped(tf, windows, [images * positions, taps, groups, channels / groups]), [2, 0, 1, 3]);
  const sums = batchProduct(backend, reshaped(tf, perGroup, [groups, images * positions, depth]), weights);
  return reshaped(tf, transposed(tf, reshaped(tf, sums, [groups, images, positions, outputs]), [1, 0, 3, 2]), result);
}

function convolution(backend: Backend, x: Tensor, w: Tensor, attributes: ConvAttributes, { shape }: TensorType): Tensor {
  if (hasKernel(attributes)) return kernelConvolution(backend, x, w, attributes, shape);
  const { tf } = backend;
  const { strides, dilations, begins, groups } = attributes;
  const taps = w.shape.slice(2);
  const sizes = { positions: shape.slice(2), taps, sources: x.shape.slice(2) };
  const table = windowTable(sizes, (axis, position, tap) => position * strides[axis] + tap * dilations[axis] - begins[axis]);
  const [outputs, channels] = w.shape;
  const split = reshaped(tf, w, [groups, outputs / groups, channels, elementCount(taps)]);
  const weights = reshaped(tf, transposed(tf, split, [0, 3, 2, 1]), [groups, elementCount(taps) * channels, outputs / groups]);
  return gatheredConvolution(backend, x, weights, table, shape);
}

export const convolutionLowerings: Lowerings<Names> = {
  Conv: (backend, [x, w], attributes, [type]) => convolution(backend, x, w, attributes, type),
  ConvTranspose: (backend, [x, w], attributes, [type]) => {
    const { tf } = backend;
    const { strides, dilations, begins, ends, outputPadding, groups } = attributes;
    const taps = w.shape.slice(2);
    const reaches = taps.map((size, axis) => dilations[axis] * (size - 1));
    const adjoint = { strides, dilations, groups, begins: reaches.map((reach, axis) => reach - begins[axis]), ends: reaches.map((reach, axis) => reach - ends[axis] + outputPadding[axis]) };
    if (strides.every((stride) => stride === 1) && hasKernel(adjoint)) {
      // With stride 1 the adjoint is a convolution with exchanged channels and a reversed kernel.
      const exchanged = transposed(tf, w, [1, 0, ...taps.map((_, axis) => axis + 2)]);
      return kernelConvolution(backend, x, tf.reverse(exchanged, taps.map((_, axis) => axis + 2)), adjoint, type.shape);
    }
    const sizes = { positions: type.shape.slice(2), taps, sources: x.shape.slice(2) };
    const table = windowTable(sizes, (axis, position, tap) => (position + begins[axis] - tap * dilations[axis]) / strides[axis]);
    const [channels, outputs] = w.shape;
    const split = reshaped(tf, w, [groups, channels / groups, outputs, elementCount(taps)]);
    const weights = reshaped(tf, transposed(tf, split, [0, 3, 1, 2]), [groups, (elementCount(taps) * channels) / groups, outputs]);
    return gatheredConvolution(backend, x, weights, table, type.shape);
  },
};

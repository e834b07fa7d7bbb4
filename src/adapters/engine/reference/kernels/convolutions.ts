import { elementCount, stridesOf } from '../../../../domain/graph/shapes.js';
import type { ConvAttributes } from '../../../../domain/graph/operators/convolutions.js';
import type { Shape } from '../../../../domain/graph/tensor.js';
import { allocate, type Kernels } from './kernel.js';
import { offsetsOf } from './offsets.js';
import { addProduct } from './products.js';

type Names = 'Conv' | 'ConvTranspose';

/** Spatial shapes of one convolution: large [H, W, …] is cross-correlated with taps [kH, kW, …] to small [h, w, …]. */
interface Window {
  readonly large: Shape;
  readonly taps: Shape;
  readonly small: Shape;
}

/** For each tap and each small position (tap-major) the large position it touches, or −1 in the padding. */
function touched({ large, taps, small }: Window, { strides, dilations, begins }: ConvAttributes): Int32Array {
  const count = elementCount(taps) * elementCount(small);
  const positions = new Int32Array(count);
  const largeStrides = stridesOf(large);
  large.forEach((size, k) => {
    const only = (index: number): number => (index === k ? 1 : 0);
    const along = offsetsOf([...taps, ...small], [...taps.map((_, axis) => only(axis) * dilations[k]), ...small.map((_, axis) => only(axis) * strides[k])], -begins[k]);
    for (let i = 0; i < count; i++) {
      const outside = along[i] < 0 || along[i] >= size;
      positions[i] = positions[i] < 0 || outside ? -1 : positions[i] + along[i] * largeStrides[k];
    }
  });
  return positions;
}

export const convolutionKernels: Kernels<Names> = {
  /** Per image and group: the weight matrix [outputs, channels · taps] times the touched inputs [channels · taps, small]. */
  Conv: ([x, w], attributes, [type]) => {
    const y = allocate(type);
    const { groups } = attributes;
    const window = { large: x.shape.slice(2), taps: w.shape.slice(2), small: type.shape.slice(2) };
    const [largeCount, tapCount, smallCount] = [window.large, window.taps, window.small].map(elementCount);
    const positions = touched(window, attributes);
    const channels = w.shape[1];
    const size = { rows: w.shape[0] / groups, inner: channels * tapCount, columns: smallCount };
    const columns = new Float64Array(size.inner * smallCount);
    for (let image = 0; image < x.shape[0]; image++) {
      for (let group = 0; group < groups; group++) {
        for (let c = 0; c < channels; c++) {
          const from = ((image * groups + group) * channels + c) * largeCount;
          const to = c * positions.length;
          for (let i = 0; i < positions.length; i++) columns[to + i] = positions[i] < 0 ? 0 : x.data[from + positions[i]];
        }
        const left = { data: w.data, start: group * size.rows * size.inner, rowStep: size.inner, columnStep: 1 };
        addProduct(left, { data: columns, start: 0 }, y, (image * groups + group) * size.rows * smallCount, size);
      }
    }
    return [y];
  },
  /** Per image and group: the transposed weight matrix [outputs · taps, channels] times x [channels, small], added where it touches. */
  ConvTranspose: ([x, w], attributes, [type]) => {
    const y = allocate(type);
    const { groups } = attributes;
    const window = { large: type.shape.slice(2), taps: w.shape.slice(2), small: x.shape.slice(2) };
    const [largeCount, tapCount, smallCount] = [window.large, window.taps, window.small].map(elementCount);
    const positions = touched(window, attributes);
    const outputs = w.shape[1];
    const size = { rows: outputs * tapCount, inner: w.shape[0] / groups, columns: smallCount };
    const columns = new Float64Array(size.rows * smallCount);
    for (let image = 0; image < x.shape[0]; image++) {
      for (let group = 0; group < groups; group++) {
        const left = { data: w.data, start: group * size.inner * size.rows, rowStep: 1, columnStep: size.rows };
        addProduct(left, { data: x.data, start: (image * groups + group) * size.inner * smallCount }, columns.fill(0), 0, size);
        for (let o = 0; o < outputs; o++) {
          const to = ((image * groups + group) * outputs + o) * largeCount;
          const from = o * positions.length;
          for (let i = 0; i < positions.length; i++) if (positions[i] >= 0) y[to + positions[i]] += columns[from + i];
        }
      }
    }
    return [y];
  },
};

import { applyOperator } from '../apply-operator.js';
import { elementCount } from '../shapes.js';
import { ShapeFault, type Operator, type Tensor } from '../tensor.js';
import { concat, slice, transpose } from './movement.js';

/** Per spatial axis: strides, dilations and pads before and after. */
export type ConvAttributes = {
  readonly strides: readonly number[];
  readonly begins: readonly number[];
  readonly ends: readonly number[];
  readonly dilations: readonly number[];
  readonly groups: number;
};
export type ConvTransposeAttributes = ConvAttributes & { readonly outputPadding: readonly number[] };

/** Cross-correlation, x [N, C, …] with w [O, C/groups, …] → [N, O, …]. */
export const Conv: Operator<ConvAttributes> = {
  name: 'Conv',
  doc: 'Cross-correlation over the spatial axes, in groups.',
  outputs: ([x, w], { strides, begins, ends, dilations, groups }) => {
    checkChannels(x, w.shape[1] * groups, w.shape[0], groups);
    const spatial = strides.map((stride, k) => {
      const reach = dilations[k] * (w.shape[k + 2] - 1) + 1;
      const size = Math.floor((x.shape[k + 2] + begins[k] + ends[k] - reach) / stride) + 1;
      if (size < 1) throw new ShapeFault(`kernel reach ${reach} is larger than axis ${k + 2} with its pads`);
      return size;
    });
    return [{ dtype: x.dtype, shape: [x.shape[0], w.shape[0], ...spatial] }];
  },
  gradient: ({ inputs: [x, w], attributes, upstream }) => [() => convInputGradient(x.shape, w, upstream, attributes), () => convWeightGradient(x, w, upstream, attributes)],
  multiplyAdds: ([, w], [y]) => elementCount(y.shape) * elementCount(w.shape.slice(1)),
};

/** The transpose of {@link Conv}: x [N, C, …] with w [C, O/groups, …] → [N, O, …]. */
export const ConvTranspose: Operator<ConvTransposeAttributes> = {
  name: 'ConvTranspose',
  doc: 'The linear map adjoint to a convolution.',
  outputs: ([x, w], { strides, begins, ends, dilations, groups, outputPadding }) => {
    checkChannels(x, w.shape[0], w.shape[1] * groups, groups);
    const spatial = strides.map((stride, k) => (x.shape[k + 2] - 1) * stride - begins[k] - ends[k] + dilations[k] * (w.shape[k + 2] - 1) + outputPadding[k] + 1);
    return [{ dtype: x.dtype, shape: [x.shape[0], w.shape[1] * groups, ...spatial] }];
  },
  gradient: ({ inputs: [x, w], attributes, upstream }) => [
    () => cropTo(conv(upstream, w, attributes), x.shape),
    () => convWeightGradient(upstream, w, x, attributes),
  ],
  multiplyAdds: ([x, w]) => elementCount(x.shape) * elementCount(w.shape.slice(1)),
};

function checkChannels(x: Tensor, channels: number, outputs: number, groups: number): void {
  if (x.shape[1] !== channels) throw new ShapeFault(`axis 1 of the operand has ${x.shape[1]} channels, the weight wants ${channels}`);
  if (channels % groups !== 0 || outputs % groups !== 0) throw new ShapeFault(`${groups} groups do not divide ${channels} and ${outputs} channels`);
}

/** The adjoint of the convolution; rows at the far side that the forward pass never reached get zeros. */
function convInputGradient(inputShape: readonly number[], w: Tensor, upstream: Tensor, { strides, begins, ends, dilations, groups }: ConvAttributes): Tensor {
  const outputPadding = strides.map((stride, k) => {
    const reached = (upstream.shape[k + 2] - 1) * stride - begins[k] - ends[k] + dilations[k] * (w.shape[k + 2] - 1) + 1;
    return inputShape[k + 2] - reached;
  });
  return convTranspose(upstream, w, { strides, begins, ends, dilations, groups, outputPadding });
}

/** Correlates input and output gradient with the batch as channels: strides and dilations change places. */
function convWeightGradient(x: Tensor, w: Tensor, upstream: Tensor, { strides, begins, ends, dilations, groups }: ConvAttributes): Tensor {
  const exchange = (tensor: Tensor): Tensor => transpose(tensor, [1, 0, ...strides.map((_, k) => k + 2)]);
  const inputs = exchange(x);
  const outputs = exchange(upstream);
  const perGroup = Array.from({ length: groups }, (_, group) => {
    const part = (tensor: Tensor): Tensor => slice(tensor, 0, (group * tensor.shape[0]) / groups, ((group + 1) * tensor.shape[0]) / groups);
    return exchange(conv(part(inputs), part(outputs), { strides: dilations, dilations: strides, begins, ends, groups: 1 }));
  });
  return cropTo(concat(perGroup, 0), w.shape);
}

const cropTo = (x: Tensor, shape: readonly number[]): Tensor => shape.reduce((cut, size, axis) => slice(cut, axis, 0, size), x);

/** Convolution of any number of spatial axes, without bias; unset attributes are stride 1, no pads, no dilation, one group. */
export function conv(x: Tensor, w: Tensor, attributes: Partial<ConvAttributes> = {}): Tensor {
  const each = (value: number): number[] => w.shape.slice(2).map(() => value);
  const { strides = each(1), begins = each(0), ends = each(0), dilations = each(1), groups = 1 } = attributes;
  return applyOperator(Conv, [x, w], { strides, begins, ends, dilations, groups })[0];
}

export function convTranspose(x: Tensor, w: Tensor, attributes: Partial<ConvTransposeAttributes> = {}): Tensor {
  const each = (value: number): number[] => w.shape.slice(2).map(() => value);
  const { strides = each(1), begins = each(0), ends = each(0), dilations = each(1), groups = 1, outputPadding = each(0) } = attributes;
  return applyOperator(ConvTranspose, [x, w], { strides, begins, ends, dilations, groups, outputPadding })[0];
}

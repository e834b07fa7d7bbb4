import { add, conv, convTranspose, reshape } from '../../../../../src/domain/graph/operations.js';
import type { Tensor } from '../../../../../src/domain/graph/tensor.js';
import { adaptiveAveragePool, adaptiveMaxPool, averagePool, globalAveragePool, globalMaxPool, maxPool, type PoolOptions } from '../../../../../src/domain/layers/pooling.js';
import { resize, resizeByScales, type Coordinates, type Interpolation, type ResizeRule } from '../../../../../src/domain/layers/resize.js';
import type { OpBuilder, OpCase } from './op-case.js';

const geometry = (op: OpCase) => ({ strides: op.numbers('strides'), dilations: op.numbers('dilations'), groups: op.number('group'), ...op.pads() });

function withBias(op: OpCase, y: Tensor): Record<string, Tensor> {
  return { y: op.has('b') ? add(y, reshape(op.operand('b'), [y.shape[1], ...y.shape.slice(2).map(() => 1)])) : y };
}

function poolOptions(op: OpCase): PoolOptions {
  const kernel = op.numbers('kernel_shape');
  return { kernel, strides: op.numbers('strides'), dilations: op.optionalNumbers('dilations') ?? kernel.map(() => 1), ceil: op.flag('ceil_mode'), ...op.pads() };
}

const interpolations: Readonly<Record<string, Interpolation>> = { linear: 'linear', cubic: 'cubic', nearest: 'nearest' };
const coordinates: Readonly<Record<string, Coordinates>> = { half_pixel: 'half_pixel', align_corners: 'align_corners', asymmetric: 'asymmetric' };

function resized(op: OpCase): Record<string, Tensor> {
  const rule: ResizeRule = { mode: interpolations[op.text('mode')], coordinates: coordinates[op.text('coordinate_transformation_mode')] };
  const scales = op.optionalNumbers('scales');
  return { y: scales === undefined ? resize(op.x, op.numbers('sizes'), rule) : resizeByScales(op.x, scales, rule) };
}

export const windowBuilders: Readonly<Record<string, OpBuilder>> = {
  Conv: (op) => withBias(op, conv(op.x, op.operand('w'), geometry(op))),
  ConvTranspose: (op) => withBias(op, convTranspose(op.x, op.operand('w'), { ...geometry(op), outputPadding: op.numbers('output_padding') })),
  MaxPool: (op) => ({ y: maxPool(op.x, poolOptions(op)) }),
  AveragePool: (op) => ({ y: averagePool(op.x, poolOptions(op), op.flag('count_include_pad')) }),
  AdaptiveAveragePool: (op) => ({ y: adaptiveAveragePool(op.x, op.numbers('output_size')) }),
  AdaptiveMaxPool: (op) => ({ y: adaptiveMaxPool(op.x, op.numbers('output_size')) }),
  GlobalAveragePool: (op) => ({ y: globalAveragePool(op.x) }),
  GlobalMaxPool: (op) => ({ y: globalMaxPool(op.x) }),
  Resize: resized,
};

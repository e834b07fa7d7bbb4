import { input } from '../../../../src/domain/graph/leaves.js';
import { reshape, swapLast } from '../../../../src/domain/graph/operations.js';
import type { DType, Tensor, TensorValue } from '../../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import type { GoldenContext } from '../golden-kind.js';

/** The value of a listed input. */
export function valueOf({ golden }: GoldenContext, name: string): TensorValue {
  const value = golden.inputs.get(name);
  if (value === undefined) throw new Error(`the case has no input "${name}"`);
  return value;
}

/** The graph input of a listed one. */
export const inputOf = (context: GoldenContext, name: string, dtype: DType = 'float32'): Tensor => input(name, valueOf(context, name).shape, dtype);

/** Training without noise, or evaluation. */
export const passOf = (training: unknown): ForwardContext => (training === true ? ForwardContext.trainingWithoutNoise() : ForwardContext.evaluation());

/** The published layout [N, C, L, 1] as tokens [N, L, C], and back. */
export const tokensOf = (x: Tensor): Tensor => swapLast(reshape(x, x.shape.slice(0, 3)));
export const publishedLayout = (x: Tensor): Tensor => reshape(swapLast(x), [x.shape[0], x.shape[2], x.shape[1], 1]);

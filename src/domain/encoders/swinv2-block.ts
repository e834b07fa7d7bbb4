import type { Scope } from '../graph/leaves.js';
import { exp, maximum, minimum, mul, reciprocal, reduceSum, relu, reshape, sigmoid, sqrt } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';
import { layerNorm } from '../layers/layer-norm.js';
import { linear } from '../layers/linear.js';
import { feedForward } from './feed-forward.js';
import { encoderLinear, narrowNormal, zeros } from './starting-values.js';
import { attendInWindows, positionBias, projectToHeads, qkvPart } from './window-attention.js';
import { fromWindows, toWindows, type WindowLayout } from './window-permutation.js';

/** The two halves of a block; the block is x ← x + attentionResidual(x), x ← x + mlpResidual(x). */
export interface SwinV2Block {
  /** droppath1(norm1(attention(x))). @param x [N, tokens, C] */
  attentionResidual(x: Tensor, context: ForwardContext): Tensor;
  /** droppath2(norm2(mlp(x))). @param x [N, tokens, C] */
  mlpResidual(x: Tensor, context: ForwardContext): Tensor;
}

/** What the window fixes: constants shared by the blocks of a stage. */
export interface PositionTables {
  /** float [offsets, 2] */
  readonly coordinates: Tensor;
  /** int32 [cells, cells] */
  readonly index: Tensor;
}

export interface SwinV2BlockOptions {
  readonly heads: number;
  readonly layout: WindowLayout;
  readonly positions: PositionTables;
  readonly mlpRatio: number;
  readonly dropPathRate: number;
}

/** Residual post-norm block, encoders.md §1.2.2. Both norms start at weight 0: a new block is the identity. */
export function swinV2Block(scope: Scope, options: SwinV2BlockOptions): SwinV2Block {
  return {
    attentionResidual: (x, context) => context.dropPath(layerNorm(scope.child('norm1'), cosineAttention(scope.child('attn'), x, options), 0), options.dropPathRate),
    mlpResidual: (x, context) => context.dropPath(layerNorm(scope.child('norm2'), feedForward(scope.child('mlp'), x, options.mlpRatio), 0), options.dropPathRate),
  };
}

/** Cosine attention in shifted windows, encoders.md §1.4. @param x [N, tokens, C] */
function cosineAttention(scope: Scope, x: Tensor, { heads, layout, positions }: SwinV2BlockOptions): Tensor {
  const width = x.shape[2];
  const logitScale = scope.parameter('logit_scale', [heads, 1, 1], { kind: 'constant', value: Math.log(10) });
  const queryBias = scope.parameter('q_bias', [width], zeros);
  const valueBias = scope.parameter('v_bias', [width], zeros);
  const bias = continuousPositionBias(scope.child('cpb_mlp'), heads, positions);
  const joint = scope.child('qkv').parameter('weight', [3 * width, width], narrowNormal);

  const windows = toWindows(x, layout);
  const scale = reshape(exp(minimum(logitScale, Math.log(100))), [heads, 1]);
  const queries = toUnitLength(projectToHeads(windows, joint, queryBias, qkvPart.query, heads, layout), scale);
  const keys = toUnitLength(projectToHeads(windows, joint, undefined, qkvPart.key, heads, layout));
  const values = projectToHeads(windows, joint, valueBias, qkvPart.value, heads, layout);
  const mixed = linear(scope.child('proj'), attendInWindows(queries, keys, values, bias, layout), width, encoderLinear);
  return fromWindows(mixed, layout);
}

/** x / max(‖x‖, 1e-12) over the last axis, times a factor that broadcasts over [..., 1]. */
function toUnitLength(x: Tensor, factor?: Tensor): Tensor {
  const inverseLength = reciprocal(sqrt(maximum(reduceSum(mul(x, x), [3], true), 1e-24)));
  return mul(x, factor === undefined ? inverseLength : mul(inverseLength, factor));
}

/** 16 σ(mlp(coordinates)) for every pair of cells: [heads, cells, cells]. Parameters `0.*`, `2.weight`. */
function continuousPositionBias(scope: Scope, heads: number, { coordinates, index }: PositionTables): Tensor {
  const hidden = relu(linear(scope.child(0), coordinates, 512, encoderLinear));
  const table = linear(scope.child(2), hidden, heads, { ...encoderLinear, bias: false });
  return positionBias(mul(sigmoid(table), 16), index);
}

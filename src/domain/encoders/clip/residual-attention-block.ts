import type { Scope } from '../../graph/leaves.js';
import { add, reshape, slice, transpose } from '../../graph/operations.js';
import { GraphError, type Tensor } from '../../graph/tensor.js';
import { quickGelu } from '../../layers/activations.js';
import { layerNorm } from '../../layers/layer-norm.js';
import { affine, linear } from '../../layers/linear.js';
import { scaledDotProduct } from '../../layers/scaled-dot-product.js';
import { zeros } from '../starting-values.js';

/** A pre-norm block of CLIP, in two halves, so that adapters can be put between them. spec/task-fewshot-zeroshot §1.1. */
export interface ResidualAttentionBlock {
  /** attn(ln_1 x). @param x [N, L, C] */
  attentionResidual(x: Tensor): Tensor;
  /** c_proj(qgelu(c_fc(ln_2 x))). @param x [N, L, C] */
  mlpResidual(x: Tensor): Tensor;
}

export interface ResidualAttentionOptions {
  readonly heads: number;
  /** Token i sees tokens 0 … i only (text). */
  readonly causal: boolean;
  /** Blocks of the transformer; the starting values of all blocks depend on it. */
  readonly layers: number;
}

/** Parameters `attn.{in_proj_weight,in_proj_bias,out_proj.*}`, `ln_1.*`, `mlp.{c_fc,c_proj}.*`, `ln_2.*`. @throws GraphError when the heads do not divide the width */
export function residualAttentionBlock(scope: Scope, options: ResidualAttentionOptions): ResidualAttentionBlock {
  return {
    attentionResidual: (x) => selfAttention(scope.child('attn'), layerNorm(scope.child('ln_1'), x), options),
    mlpResidual: (x) => {
      const width = x.shape[2];
      const mlp = scope.child('mlp');
      const hidden = quickGelu(linear(mlp.child('c_fc'), layerNorm(scope.child('ln_2'), x), 4 * width, { weightStart: normal((2 * width) ** -0.5), biasStart: zeros }));
      return linear(mlp.child('c_proj'), hidden, width, { weightStart: normal(residualDeviation(width, options.layers)), biasStart: zeros });
    },
  };
}

/** The whole block: x + attention, then + MLP. */
export function applyResidualAttentionBlock(block: ResidualAttentionBlock, x: Tensor): Tensor {
  const attended = add(x, block.attentionResidual(x));
  return add(attended, block.mlpResidual(attended));
}

function selfAttention(scope: Scope, x: Tensor, { heads, causal, layers }: ResidualAttentionOptions): Tensor {
  const [batch, length, width] = x.shape;
  if (width % heads !== 0) throw new GraphError(`${heads} heads do not divide ${width} features (at "${scope.path}")`);
  const weight = scope.parameter('in_proj_weight', [3 * width, width], normal(width ** -0.5));
  const bias = scope.parameter('in_proj_bias', [3 * width], zeros);
  // The weight is cut, not the activations.
  const [q, k, v] = [0, 1, 2].map((part) => {
    const projected = affine(x, slice(weight, 0, part * width, (part + 1) * width), slice(bias, 0, part * width, (part + 1) * width));
    return transpose(reshape(projected, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
  });
  const mixed = scaledDotProduct(q, k, v, { causal });
  const joined = reshape(transpose(mixed, [0, 2, 1, 3]), [batch, length, width]);
  return linear(scope.child('out_proj'), joined, width, { weightStart: normal(residualDeviation(width, layers)), biasStart: zeros });
}

/** Normal, cut at ±4 deviations. */
export const normal = (deviation: number) => ({ kind: 'truncatedNormal', deviation, bound: 4 * deviation }) as const;

/** What is added to the stream starts small, the more so the more blocks add to it. */
const residualDeviation = (width: number, layers: number): number => width ** -0.5 * (2 * layers) ** -0.5;

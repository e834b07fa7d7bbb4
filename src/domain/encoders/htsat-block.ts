import type { Scope } from '../graph/leaves.js';
import { add, mul } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';
import { layerNorm } from '../layers/layer-norm.js';
import { linear } from '../layers/linear.js';
import { feedForward } from './feed-forward.js';
import { offsetCount } from './relative-position.js';
import { encoderLinear, narrowNormal, zeros } from './starting-values.js';
import { attendInWindows, ofPart, positionBias, projectToHeads, qkvPart } from './window-attention.js';
import { fromWindows, toWindows, type WindowLayout } from './window-permutation.js';

/** A whole pre-norm block, attention and MLP. */
export interface HtsatBlock {
  /** @param x [N, tokens, C] */
  forward(x: Tensor, context: ForwardContext): Tensor;
}

export interface HtsatBlockOptions {
  readonly heads: number;
  readonly layout: WindowLayout;
  /** int32 [cells, cells] */
  readonly positionIndex: Tensor;
  readonly mlpRatio: number;
  readonly dropPathRate: number;
}

/** x ← x + droppath(attention(norm1 x)), x ← x + droppath(mlp(norm2 x)). encoders.md §3.2.8. */
export function htsatBlock(scope: Scope, options: HtsatBlockOptions): HtsatBlock {
  return {
    forward: (x, context) => {
      const attention = windowAttention(scope.child('attn'), layerNorm(scope.child('norm1'), x), options);
      const attended = add(x, context.dropPath(attention, options.dropPathRate));
      const mixed = feedForward(scope.child('mlp'), layerNorm(scope.child('norm2'), attended), options.mlpRatio);
      return add(attended, context.dropPath(mixed, options.dropPathRate));
    },
  };
}

/** Scaled dot-product attention in shifted windows with a table of position biases. @param x [N, tokens, C] */
function windowAttention(scope: Scope, x: Tensor, { heads, layout, positionIndex }: HtsatBlockOptions): Tensor {
  const width = x.shape[2];
  const table = scope.parameter('relative_position_bias_table', [offsetCount(layout.window), heads], narrowNormal);
  const weight = scope.child('qkv').parameter('weight', [3 * width, width], narrowNormal);
  const bias = scope.child('qkv').parameter('bias', [3 * width], zeros);

  const windows = toWindows(x, layout);
  const project = (part: number): Tensor => projectToHeads(windows, weight, ofPart(bias, part), part, heads, layout);
  const queries = mul(project(qkvPart.query), (width / heads) ** -0.5);
  const attended = attendInWindows(queries, project(qkvPart.key), project(qkvPart.value), positionBias(table, positionIndex), layout);
  return fromWindows(linear(scope.child('proj'), attended, width, encoderLinear), layout);
}

import { encoderLinear } from '../../encoders/starting-values.js';
import type { Scope } from '../../graph/leaves.js';
import { add, div, matmul, mul, reduceSum, softmax, swapLast } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { layerNorm } from '../../layers/layer-norm.js';
import { linear } from '../../layers/linear.js';
import { assignSegments, type Assignment } from './assignment.js';
import { crossAttention, perceptron } from './grouping-layers.js';

export interface GroupingOptions {
  readonly heads: number;
  readonly assignment: Assignment;
  /** Added to the scores where the assignment is hard [B, S, L]. */
  readonly noise?: Tensor | undefined;
}

export interface Grouped {
  /** [B, S, D] */
  readonly groups: Tensor;
  /** A: each segment's assignment over the groups [B, S, L]. */
  readonly assignment: Tensor;
  /** M = 1 + softmax over segments of the softmax over groups, without noise [B, S, L]. */
  readonly softMap: Tensor;
}

/**
 * Segments gathered into groups by what each is like. spec/task-avvp §4.2.
 * @param x segments [B, L, D] @param tokens one a group [B, S, D]
 */
export function groupingBlock(scope: Scope, x: Tensor, tokens: Tensor, { heads, assignment, noise }: GroupingOptions): Grouped {
  const width = x.shape[2];
  const project = (name: string, of: Tensor): Tensor => linear(scope.child('assign').child(name), of, width, encoderLinear);
  let g = layerNorm(scope.child('norm_tokens'), tokens);
  const segments = layerNorm(scope.child('norm_x'), x);
  g = layerNorm(scope.child('norm_post_tokens'), swapLast(perceptron(scope.child('mlp_inter'), swapLast(g), width / 2)));
  g = preAssigned(scope.child('pre_assign_attn'), g, segments, heads);
  const s = mul(matmul(project('q_proj', g), swapLast(project('k_proj', segments))), 1 / Math.sqrt(width));
  const A = assignSegments(s, assignment, noise);
  const W = div(A, add(reduceSum(A, [2], true), 1));
  const y = add(project('proj', matmul(W, project('v_proj', segments))), g);
  const groups = add(y, perceptron(scope.child('mlp_channels'), layerNorm(scope.child('norm_new_x'), y), 4 * width));
  return { groups, assignment: A, softMap: add(softmax(softmax(s, 1), 2), 1) };
}

/** The groups look at the segments before these are assigned. */
function preAssigned(scope: Scope, g: Tensor, segments: Tensor, heads: number): Tensor {
  const seen = add(g, crossAttention(scope.child('attn'), g, segments, heads));
  const thought = add(seen, perceptron(scope.child('mlp'), layerNorm(scope.child('norm2'), seen), 4 * g.shape[2]));
  return layerNorm(scope.child('norm_post'), thought);
}

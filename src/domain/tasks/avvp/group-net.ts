import type { Scope } from '../../graph/leaves.js';
import { add, concat, expand, split } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { layerNorm } from '../../layers/layer-norm.js';
import { gumbelNoise, type Assignment } from './assignment.js';
import { groupingBlock, type Grouped } from './grouping-block.js';
import { fusedSelfAttention, perceptron } from './grouping-layers.js';

export interface GroupNetSettings {
  readonly heads: number;
  readonly depth: number;
  readonly dropPath: number;
  /** Of the grouping block; the block for the other modality has the opposite (published, spec/task-avvp §10 #3). */
  readonly assignment: Assignment;
}

/** Gumbel noise as given; drawn where it is absent, in training. */
export interface GroupNetNoise {
  readonly grouping?: Tensor | undefined;
  readonly other?: Tensor | undefined;
}

export interface GroupNetOutput extends Grouped {
  /** What was grouped [B, L, D]. */
  readonly segments: Tensor;
}

/**
 * Segments and class tokens attend each other, then the segments are grouped. spec/task-avvp §4.1.
 * @param x segments [B, L, D] @param tokens [K, D] or [B, K, D]
 * @param other the other modality's sequence [B, L, D], where the segments are first held against it
 */
export function groupNet(scope: Scope, x: Tensor, tokens: Tensor, settings: GroupNetSettings, context: ForwardContext, other?: Tensor, noise: GroupNetNoise = {}): GroupNetOutput {
  const [batch, length, width] = x.shape;
  const groups = tokens.shape[tokens.shape.length - 2];
  let z = concat([x, tokens.shape.length === 3 ? tokens : expand(tokens, [batch, groups, width])], 1);
  for (let block = 0; block < settings.depth; block++) z = transformerBlock(scope.child('blocks').child(block), z, settings, context);
  const [attended, groupTokens] = split(z, 1, [length, groups]);
  const segments = other === undefined ? attended : heldAgainst(scope.child('han_encoder'), attended, other, settings, context, noise.other);
  const drawn = drawnNoise(settings.assignment, [batch, groups, segments.shape[1]], context, noise.grouping);
  return { segments, ...groupingBlock(scope.child('grouping'), segments, groupTokens, { heads: settings.heads, assignment: settings.assignment, noise: drawn }) };
}

/** The segments as groups of themselves about the other modality's sequence: as many rows as that has. */
function heldAgainst(scope: Scope, segments: Tensor, other: Tensor, { heads, assignment }: GroupNetSettings, context: ForwardContext, given: Tensor | undefined): Tensor {
  const opposite = assignment === 'soft' ? 'hard' : 'soft';
  const noise = drawnNoise(opposite, [segments.shape[0], other.shape[1], segments.shape[1]], context, given);
  return groupingBlock(scope, segments, other, { heads, assignment: opposite, noise }).groups;
}

function drawnNoise(assignment: Assignment, shape: readonly number[], context: ForwardContext, given: Tensor | undefined): Tensor | undefined {
  if (assignment === 'soft') return undefined;
  return given ?? (context.training ? gumbelNoise(shape, context) : undefined);
}

function transformerBlock(scope: Scope, z: Tensor, { heads, dropPath }: GroupNetSettings, context: ForwardContext): Tensor {
  const attended = add(z, context.dropPath(fusedSelfAttention(scope.child('attn'), layerNorm(scope.child('norm1'), z), heads), dropPath));
  return add(attended, context.dropPath(perceptron(scope.child('mlp'), layerNorm(scope.child('norm2'), attended), 4 * z.shape[2]), dropPath));
}

import type { Scope } from '../../graph/leaves.js';
import { add, concat, expand, gemm, reshape, slice, transpose } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { layerNorm } from '../../layers/layer-norm.js';
import { affine } from '../../layers/linear.js';
import { requireMultiple } from '../impossible-size.js';
import { applyResidualAttentionBlock, normal, residualAttentionBlock, type ResidualAttentionBlock } from './residual-attention-block.js';

/** Sizes of a CLIP image encoder; heads are 64 wide always. spec/task-fewshot-zeroshot §1.1. */
export interface ClipVisionConfig {
  /** Side of the square picture, pixels. */
  readonly imageSize: number;
  readonly patchSize: number;
  readonly width: number;
  readonly layers: number;
  /** E: width of the joint space. */
  readonly embedding: number;
}

/** A Vision Transformer in pieces, so that it can be interleaved with HTS-AT. */
export interface ClipVision {
  /** Patches, class token first, positions, `ln_pre`. @param images [N, 3, H, H] @returns [N, 1 + (H / patch)², C] */
  embed(images: Tensor): Tensor;
  readonly blocks: readonly ResidualAttentionBlock[];
  /** `ln_post` of the class token times `proj`. @param tokens [N, L, C] @returns [N, E] */
  project(tokens: Tensor): Tensor;
}

/** Parameters as in OpenAI's `visual.*`: `class_embedding`, `positional_embedding`, `proj`, `conv1.weight`, `ln_pre.*`, `transformer.resblocks.*`, `ln_post.*`. @throws AvtoolError for sizes that do not fit each other */
export function clipVision(scope: Scope, config: ClipVisionConfig): ClipVision {
  const { imageSize, patchSize, width, layers, embedding } = config;
  requireMultiple('CLIP', 'picture size', imageSize, patchSize);
  requireMultiple('CLIP', 'width', width, 64);
  const blocks = scope.child('transformer').child('resblocks');
  return {
    embed: (images) => layerNorm(scope.child('ln_pre'), embedPatches(scope, images, config)),
    blocks: Array.from({ length: layers }, (_, layer) => residualAttentionBlock(blocks.child(layer), { heads: width / 64, causal: false, layers })),
    project: (tokens) => {
      const classToken = reshape(slice(tokens, 1, 0, 1), [tokens.shape[0], width]);
      return gemm(layerNorm(scope.child('ln_post'), classToken), scope.parameter('proj', [width, embedding], normal(width ** -0.5)));
    },
  };
}

/** The plain encoder. @param images [N, 3, H, H] @returns [N, E], not normalised */
export function clipImageEmbedding(vision: ClipVision, images: Tensor): Tensor {
  return vision.project(vision.blocks.reduce((x, block) => applyResidualAttentionBlock(block, x), vision.embed(images)));
}

function embedPatches(scope: Scope, images: Tensor, { imageSize, patchSize, width }: ClipVisionConfig): Tensor {
  const [batch, channels] = images.shape;
  const side = imageSize / patchSize;
  const values = channels * patchSize * patchSize;
  const weight = scope.child('conv1').parameter('weight', [width, channels, patchSize, patchSize], normal(values ** -0.5));
  const cut = transpose(reshape(images, [batch, channels, side, patchSize, side, patchSize]), [0, 2, 4, 1, 3, 5]);
  const patches = affine(reshape(cut, [batch, side * side, values]), reshape(weight, [width, values]), undefined);
  const classToken = scope.parameter('class_embedding', [width], normal(width ** -0.5));
  const positions = scope.parameter('positional_embedding', [1 + side * side, width], normal(width ** -0.5));
  return add(concat([expand(reshape(classToken, [1, 1, width]), [batch, 1, width]), patches], 1), positions);
}

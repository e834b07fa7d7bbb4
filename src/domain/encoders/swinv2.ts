import type { Scope } from '../graph/leaves.js';
import { add, reduceMean } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';
import { layerNorm } from '../layers/layer-norm.js';
import { linear } from '../layers/linear.js';
import { impossibleSize, requireMultiple } from './impossible-size.js';
import { patchEmbedding } from './patch-embedding.js';
import { joinNeighbours } from './patch-merging.js';
import { logSpacedCoordinates, relativePositionIndex } from './relative-position.js';
import { stagePlans, type StagePlan } from './stage-plan.js';
import { encoderLinear, narrowNormal, zeros } from './starting-values.js';
import { swinV2Block, type SwinV2Block } from './swinv2-block.js';
import { windowLayout, type Extent } from './window-permutation.js';

export type { SwinV2Block } from './swinv2-block.js';

/** Sizes of a Swin-V2, encoders.md §1.1. */
export interface SwinV2Config {
  readonly imageSize: readonly [number, number];
  readonly patchSize: number;
  readonly embedDim: number;
  readonly depths: readonly number[];
  readonly heads: readonly number[];
  readonly windowSize: number;
  readonly mlpRatio: number;
  /** Of the last block; it grows linearly from 0. */
  readonly dropPathRate: number;
  /** Outputs of the head; 0 for no head. */
  readonly classes: number;
  /** Per stage; the window its position bias was trained with, 0 for the actual one. */
  readonly pretrainedWindowSizes?: readonly number[];
}

export interface SwinV2Stage {
  readonly grid: Extent;
  readonly width: number;
  readonly tokens: number;
  readonly blocks: readonly SwinV2Block[];
  /** Patch merging [N, tokens, C] → [N, tokens / 4, 2C]; none after the last stage. */
  readonly downsample: ((x: Tensor) => Tensor) | undefined;
}

/** Swin-V2 in pieces, so that two encoders can be interleaved. */
export interface SwinV2 {
  /** [N, 3, H, W] → [N, tokens, C] */
  patchEmbed(images: Tensor): Tensor;
  readonly stages: readonly SwinV2Stage[];
  /** Layer norm over the tokens of the last stage. */
  norm(x: Tensor): Tensor;
  /** Logits [N, classes] of normalised tokens [N, tokens, C]. */
  readonly head: ((x: Tensor) => Tensor) | undefined;
}

/** Swin-V2 of any size with the parameter names of timm 0.6.12. encoders.md §1. @throws AvtoolError for sizes that do not fit each other */
export function swinV2Stages(scope: Scope, config: SwinV2Config): SwinV2 {
  requireMultiple('Swin-V2', 'image height', config.imageSize[0], config.patchSize);
  requireMultiple('Swin-V2', 'image width', config.imageSize[1], config.patchSize);
  const firstGrid: Extent = [config.imageSize[0] / config.patchSize, config.imageSize[1] / config.patchSize];
  const plans = stagePlans('Swin-V2', firstGrid, config.embedDim, config.depths, config.heads, config.dropPathRate);
  return {
    patchEmbed: (images) => patchEmbedding(scope.child('patch_embed'), images, config.patchSize, [config.patchSize, config.patchSize], config.embedDim),
    stages: plans.map((plan, stage) => swinV2Stage(scope.child('layers').child(stage), plan, config, config.pretrainedWindowSizes?.[stage] ?? 0)),
    norm: (x) => layerNorm(scope.child('norm'), x),
    head: config.classes === 0 ? undefined : classifier(scope.child('head'), plans[plans.length - 1].width, config.classes),
  };
}

function swinV2Stage(scope: Scope, plan: StagePlan, { windowSize, mlpRatio }: SwinV2Config, pretrainedWindow: number): SwinV2Stage {
  const window: Extent = [Math.min(plan.grid[0], windowSize), Math.min(plan.grid[1], windowSize)];
  if (window.includes(1) || pretrainedWindow === 1) {
    throw impossibleSize('Swin-V2', `a window of 1 has no position scale (token map ${plan.grid.join(' × ')})`, 'use a larger image, a larger window or fewer stages');
  }
  const wantedShift = Math.floor(windowSize / 2);
  const shift: Extent = [plan.grid[0] <= windowSize ? 0 : wantedShift, plan.grid[1] <= windowSize ? 0 : wantedShift];
  const plain = windowLayout('Swin-V2', plan.grid, window, [0, 0]);
  const shifted = shift[0] === 0 && shift[1] === 0 ? plain : windowLayout('Swin-V2', plan.grid, window, shift);
  const positions = { coordinates: logSpacedCoordinates(window, pretrainedWindow), index: relativePositionIndex(window) };
  const blocks = plan.dropPathRates.map((dropPathRate, block) =>
    swinV2Block(scope.child('blocks').child(block), { heads: plan.heads, layout: block % 2 === 0 ? plain : shifted, positions, mlpRatio, dropPathRate }),
  );
  return { grid: plan.grid, width: plan.width, tokens: plan.tokens, blocks, downsample: plan.isLast ? undefined : (x) => mergePatches(scope.child('downsample'), x, plan.grid) };
}

/** Neighbours joined, 4C → 2C, then layer norm (after the reduction, unlike HTS-AT). */
function mergePatches(scope: Scope, x: Tensor, grid: Extent): Tensor {
  const reduced = linear(scope.child('reduction'), joinNeighbours(x, grid), 2 * x.shape[2], { ...encoderLinear, bias: false });
  return layerNorm(scope.child('norm'), reduced);
}

/** The head's parameters exist even where nobody asks for logits: they belong to the published model. */
function classifier(scope: Scope, width: number, classes: number): (x: Tensor) => Tensor {
  scope.parameter('weight', [classes, width], narrowNormal);
  scope.parameter('bias', [classes], zeros);
  return (x) => linear(scope, reduceMean(x, [1]), classes, encoderLinear);
}

/** A whole block. @param x [N, tokens, C] */
export function applySwinV2Block(block: SwinV2Block, x: Tensor, context: ForwardContext): Tensor {
  const attended = add(x, block.attentionResidual(x, context));
  return add(attended, block.mlpResidual(attended, context));
}

/** The plain encoder. @param images [N, 3, H, W] @returns normalised tokens of the last stage [N, tokens, C] and the head's logits [N, classes] */
export function swinV2Features(swin: SwinV2, images: Tensor, context: ForwardContext): { features: Tensor; logits: Tensor | undefined } {
  let x = swin.patchEmbed(images);
  for (const { blocks, downsample } of swin.stages) {
    for (const block of blocks) x = applySwinV2Block(block, x, context);
    if (downsample !== undefined) x = downsample(x);
  }
  const features = swin.norm(x);
  return { features, logits: swin.head?.(features) };
}

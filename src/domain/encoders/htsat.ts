import type { Scope } from '../graph/leaves.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';
import { layerNorm } from '../layers/layer-norm.js';
import { linear } from '../layers/linear.js';
import { htsatBlock, type HtsatBlock } from './htsat-block.js';
import { batchNorm0, cropFrames, fold, mixup, stretch } from './htsat-front-end.js';
import { tokenSemanticHead, type SoundEvents } from './htsat-head.js';
import { impossibleSize, requireMultiple } from './impossible-size.js';
import { logMel } from './log-mel.js';
import { patchEmbedding } from './patch-embedding.js';
import { joinNeighbours } from './patch-merging.js';
import { relativePositionIndex } from './relative-position.js';
import { specAugment } from './spec-augment.js';
import { stagePlans, type StagePlan } from './stage-plan.js';
import { encoderLinear } from './starting-values.js';
import { windowLayout, type Extent } from './window-permutation.js';

export type { HtsatBlock } from './htsat-block.js';
export type { SoundEvents } from './htsat-head.js';

/** Sizes of an HTS-AT with its log-mel front end, encoders.md §2 and §3.1. */
export interface HtsatConfig {
  /** Side of the folded spectrogram image. */
  readonly specSize: number;
  readonly patchSize: number;
  readonly patchStride: readonly [number, number];
  readonly embedDim: number;
  readonly depths: readonly number[];
  readonly heads: readonly number[];
  readonly windowSize: number;
  readonly mlpRatio: number;
  /** Of the last block; it grows linearly from 0. */
  readonly dropPathRate: number;
  /** Outputs of the token-semantic head; 0 for no head. */
  readonly classes: number;
  readonly sampleRateHz: number;
  readonly fftSize: number;
  readonly hopSize: number;
  readonly melBins: number;
  readonly minHz: number;
  readonly maxHz: number;
  /** Rate that the mel bands are laid out for; absent or 0: the sound's own. Published few-shot: bands of 48 kHz on sound of 32 kHz. */
  readonly melSampleRateHz?: number;
  readonly lossType: 'clip_bce' | 'clip_ce';
  /** Stripes of the spectrogram are blanked in training. */
  readonly specAugment?: boolean;
}

export interface HtsatStage {
  readonly grid: Extent;
  readonly width: number;
  readonly tokens: number;
  readonly blocks: readonly HtsatBlock[];
  /** Patch merging [N, tokens, C] → [N, tokens / 4, 2C]; none after the last stage. */
  readonly downsample: ((x: Tensor) => Tensor) | undefined;
}

/** HTS-AT in pieces, so that two encoders can be interleaved. */
export interface Htsat {
  /** [N, samples] → [N, 1, frames, bins] in decibel. */
  logMel(waveform: Tensor): Tensor;
  /** Batch norm over the bins of [N, 1, frames, bins]. */
  batchNorm0(x: Tensor, context: ForwardContext): Tensor;
  /** SpecAugment (in training, where configured) and mixup of [N, 1, frames, bins]. */
  augment(x: Tensor, context: ForwardContext, mixupLambda?: Tensor): Tensor;
  /** Stretch or crop, and fold: [N, 1, frames, bins] → [N, 1, specSize, specSize]. */
  image(x: Tensor, context: ForwardContext): Tensor;
  /** [N, 1, specSize, specSize] → [N, tokens, C] */
  patchEmbed(image: Tensor): Tensor;
  /** All the steps above. @param waveform [N, samples] @param mixupLambda [N]; mixes item i with item N − 1 − i @returns tokens [N, tokens, C] */
  frontEnd(waveform: Tensor, context: ForwardContext, mixupLambda?: Tensor): Tensor;
  readonly stages: readonly HtsatStage[];
  /** Layer norm over the tokens of the last stage (DG-SCT leaves it out). */
  norm(x: Tensor): Tensor;
  /** Sound events of normalised tokens [N, tokens, C]. */
  readonly tokenSemanticHead: ((x: Tensor) => SoundEvents) | undefined;
}

/** HTS-AT of any size with the published parameter names. encoders.md §3. @throws AvtoolError for sizes that do not fit each other */
export function htsatStages(scope: Scope, config: HtsatConfig): Htsat {
  const { specSize, patchSize, patchStride, embedDim, melBins } = config;
  const frequencyRatio = Math.floor(specSize / melBins);
  if (frequencyRatio < 1) throw impossibleSize('HTS-AT', `${melBins} mel bins do not fit an image of ${specSize} rows`, 'use fewer bins or a larger image');
  requireMultiple('HTS-AT', 'spectrogram image size', specSize, frequencyRatio);
  const side = (stride: number): number => Math.floor((specSize + 2 * Math.floor((patchSize - stride) / 2) - patchSize) / stride) + 1;
  const plans = stagePlans('HTS-AT', [side(patchStride[0]), side(patchStride[1])], embedDim, config.depths, config.heads, config.dropPathRate);
  const htsat: Omit<Htsat, 'frontEnd'> = {
    logMel: (waveform) => logMel(waveform, config),
    batchNorm0: (x, context) => batchNorm0(scope, x, context),
    augment: (x, context, mixupLambda) => {
      const striped = context.training && config.specAugment === true ? specAugment(x, context) : x;
      return mixupLambda === undefined ? striped : mixup(striped, mixupLambda);
    },
    image: (x, context) => fold(stretch(cropFrames(x, specSize * frequencyRatio, context), specSize * frequencyRatio, specSize / frequencyRatio), specSize),
    patchEmbed: (image) => patchEmbedding(scope.child('patch_embed'), image, patchSize, patchStride, embedDim),
    stages: plans.map((plan, stage) => htsatStage(scope.child('layers').child(stage), plan, config)),
    norm: (x) => layerNorm(scope.child('norm'), x),
    tokenSemanticHead: config.classes === 0 ? undefined : headOf(scope, plans[plans.length - 1], frequencyRatio, config),
  };
  return {
    ...htsat,
    frontEnd: (waveform, context, mixupLambda) => {
      const spectrogram = htsat.batchNorm0(htsat.logMel(waveform), context);
      return htsat.patchEmbed(htsat.image(htsat.augment(spectrogram, context, mixupLambda), context));
    },
  };
}

function htsatStage(scope: Scope, plan: StagePlan, { windowSize, mlpRatio }: HtsatConfig): HtsatStage {
  const smaller = Math.min(...plan.grid);
  const side = Math.min(smaller, windowSize);
  const shift = smaller <= windowSize ? 0 : Math.floor(windowSize / 2);
  const plain = windowLayout('HTS-AT', plan.grid, [side, side], [0, 0]);
  const shifted = shift === 0 ? plain : windowLayout('HTS-AT', plan.grid, [side, side], [shift, shift]);
  const positionIndex = relativePositionIndex([side, side]);
  const blocks = plan.dropPathRates.map((dropPathRate, block) =>
    htsatBlock(scope.child('blocks').child(block), { heads: plan.heads, layout: block % 2 === 0 ? plain : shifted, positionIndex, mlpRatio, dropPathRate }),
  );
  return { grid: plan.grid, width: plan.width, tokens: plan.tokens, blocks, downsample: plan.isLast ? undefined : (x) => mergePatches(scope.child('downsample'), x, plan.grid) };
}

/** Neighbours joined, layer norm over 4C, then 4C → 2C (norm before the reduction, unlike Swin-V2). */
function mergePatches(scope: Scope, x: Tensor, grid: Extent): Tensor {
  const joined = layerNorm(scope.child('norm'), joinNeighbours(x, grid));
  return linear(scope.child('reduction'), joined, 2 * x.shape[2], { ...encoderLinear, bias: false });
}

function headOf(scope: Scope, { grid, width }: StagePlan, frequencyRatio: number, { classes, lossType, patchStride }: HtsatConfig): (x: Tensor) => SoundEvents {
  requireMultiple('HTS-AT', 'token map height of the last stage', grid[0], frequencyRatio);
  return tokenSemanticHead(scope, { grid: grid[0], width, frequencyRatio, classes, repeats: 8 * patchStride[1], lossType });
}

/** The plain encoder. @param waveform [N, samples] @param mixupLambda [N] @returns tokens of the last stage before the norm [N, tokens, C] */
export function htsatTokens(htsat: Htsat, waveform: Tensor, context: ForwardContext, mixupLambda?: Tensor): Tensor {
  let x = htsat.frontEnd(waveform, context, mixupLambda);
  for (const { blocks, downsample } of htsat.stages) {
    for (const block of blocks) x = block.forward(x, context);
    if (downsample !== undefined) x = downsample(x);
  }
  return x;
}

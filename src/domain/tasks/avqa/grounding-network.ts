import { htsatStages, htsatTokens } from '../../encoders/htsat.js';
import { swinV2Features, swinV2Stages } from '../../encoders/swinv2.js';
import { constant, type Scope } from '../../graph/leaves.js';
import { concat, reduceMean, reshape } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ForwardContext } from '../../layers/forward-context.js';
import { crossEntropy } from '../../layers/losses.js';
import type { AvqaSettings } from './avqa-settings.js';
import { groundSound, soundVector, type Grounded } from './spatial-grounding.js';

export interface GroundingOutputs {
  /** Of every frame with its own sound, and of one of another video with that sound; rows pos₀, neg₀, pos₁ … [2N, 2]. */
  readonly match: Tensor;
  readonly grounded: Grounded;
  /** [N, C_a] */
  readonly audioPooled: Tensor;
}

/**
 * Stage 1: frozen encoders without adapters, and the head that tells whether one frame and one second of sound belong together. spec/task-avqa §4.
 * @param waves one second a row [N, samples] @param positive frames of the same seconds [N, 3, H, W] @param negative frames of other videos [N, 3, H, W]
 */
export function groundingNetwork(scope: Scope, waves: Tensor, positive: Tensor, negative: Tensor, settings: AvqaSettings, context: ForwardContext, mixupLambda?: Tensor): GroundingOutputs {
  const encoderContext = settings.encodersTrain ? context : context.evaluating();
  const rows = waves.shape[0];
  const htsat = htsatStages(scope.child('htsat'), settings.audio);
  const repeated = concat(Array.from({ length: settings.soundRepeats }, () => waves), 1);
  const audioPooled = reduceMean(htsatTokens(htsat, repeated, encoderContext, mixupLambda), [1]);
  const swin = swinV2Stages(scope.child('swin'), settings.image);
  const { features } = swinV2Features(swin, interleavedRows(positive, negative), encoderContext);
  const u = soundVector(scope, audioPooled, features.shape[2]);
  const grounded = groundSound(scope, features, interleavedRows(u, u), settings.matchWidths);
  return { match: grounded.match, grounded, audioPooled: reshape(audioPooled, [rows, audioPooled.shape[1]]) };
}

/** Rows a₀, b₀, a₁, b₁ … of two tensors [N, …]. */
export function interleavedRows(a: Tensor, b: Tensor): Tensor {
  const [rows, ...rest] = a.shape;
  const pair = (x: Tensor): Tensor => reshape(x, [rows, 1, ...rest]);
  return reshape(concat([pair(a), pair(b)], 1), [2 * rows, ...rest]);
}

/** Cross-entropy of rows that belong together and do not, in turn. @param match [2N, 2] */
export const matchingLoss = (match: Tensor): Tensor => crossEntropy(match, constant(Array.from({ length: match.shape[0] }, (_, row) => 1 - (row % 2)), [match.shape[0]], 'int32'));

import { constant } from '../../graph/leaves.js';
import { add, argMin, cast, div, gather, greater, log, logSoftmax, mul, neg, reduceMean, reduceSum, relu, reshape, sigmoid, softmax, sqrt, stopGradient, sub } from '../../graph/operations.js';
import { GraphError, type Tensor } from '../../graph/tensor.js';
import { cosineSimilarity, l2Normalise } from '../../layers/normalise.js';
import { adaptiveAveragePool, adaptiveMaxPool } from '../../layers/pooling.js';
import type { AvsLossSettings, AvsSetting } from './avs-settings.js';

/** A stage whose picture is held against the sound. */
export interface MatchedStage {
  /** Rectified map [N, c, H, W]. */
  readonly map: Tensor;
  /** [N, c] */
  readonly audio: Tensor;
}

/**
 * L_AVM: the features under the predicted mask should be those of the sound; mean over stages. spec/task-avs §6.
 * @param pred mask logits [N, 1, H, W]
 */
export function soundMatchingLoss(setting: AvsSetting, pred: Tensor, stages: readonly MatchedStage[], settings: AvsLossSettings): Tensor {
  if (stages.length === 0) throw new GraphError('matching needs at least one stage');
  const perStage = stages.map((stage) => (setting === 's4' ? cosineMismatch(pred, stage, settings) : featureDistance(pred, stage, settings)));
  return mul(perStage.reduce((sum, term) => add(sum, term)), 1 / stages.length);
}

/** S4: −ln(relu(cos) + 1e-6) of the features under the hard mask. */
function cosineMismatch(pred: Tensor, { map, audio }: MatchedStage, { pooling }: AvsLossSettings): Tensor {
  const mask = hard(pooledTo(map, sigmoid(pred), pooling));
  const cosine = cosineSimilarity(audio, meanUnder(mask, map), 1, 1e-12);
  return neg(reduceMean(log(add(relu(cosine), 1e-6))));
}

/** MS3: the distance between the features under the mask and their target. */
function featureDistance(pred: Tensor, { map, audio }: MatchedStage, settings: AvsLossSettings): Tensor {
  const mask = sigmoid(pooledTo(map, pred, settings.pooling));
  const nearest = settings.target === 'nearest-picture';
  // Against the nearest picture the published code always weighs by the soft mask.
  const seen = settings.hardMask && !nearest ? meanUnder(hard(mask), map) : reduceMean(mul(mask, map), [2, 3]);
  const sized = (x: Tensor): Tensor => (settings.normalise ? l2Normalise(x, 1, 1e-12) : x);
  const [v, a] = [sized(seen), sized(audio)];
  const target = nearest ? gather(v, nearestOther(a), 0) : a;
  return settings.distance === 'kl' ? divergence(target, v, settings.klReduction) : euclidean(target, v);
}

const pooledTo = (map: Tensor, mask: Tensor, pooling: AvsLossSettings['pooling']): Tensor => (pooling === 'average' ? adaptiveAveragePool : adaptiveMaxPool)(mask, map.shape.slice(2));

const hard = (mask: Tensor): Tensor => cast(greater(stopGradient(mask), constant(0.5)), 'float32');

/** Σ mask · map / (Σ mask + 1e-6). @returns [N, c] */
const meanUnder = (mask: Tensor, map: Tensor): Tensor => div(reduceSum(mul(mask, map), [2, 3]), add(reduceSum(mask, [2, 3]), 1e-6));

/** Row of the nearest other sound, the first on ties; the distance of a row to itself counts as 10. @param a [N, c] @returns int32 [N] */
function nearestOther(a: Tensor): Tensor {
  const [rows, channels] = a.shape;
  const fixed = stopGradient(a);
  const difference = sub(reshape(fixed, [rows, 1, channels]), reshape(fixed, [1, rows, channels]));
  const self = constant(Array.from({ length: rows * rows }, (_, k) => (k % (rows + 1) === 0 ? 10 : 0)), [rows, rows]);
  return argMin(add(sqrt(reduceSum(mul(difference, difference), [2])), self), 1);
}

/** KL divergence of softmax(v) from softmax(target), summed over channels. */
function divergence(target: Tensor, v: Tensor, reduction: AvsLossSettings['klReduction']): Tensor {
  const rows = reduceSum(mul(softmax(target, 1), sub(logSoftmax(target, 1), logSoftmax(v, 1))), [1]);
  return reduction === 'sum' ? reduceSum(rows) : reduceMean(rows);
}

/** Mean over rows of ‖target − v + 1e-6‖₂. */
function euclidean(target: Tensor, v: Tensor): Tensor {
  const difference = add(sub(target, v), 1e-6);
  return reduceMean(sqrt(reduceSum(mul(difference, difference), [1])));
}

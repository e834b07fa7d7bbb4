import { constant } from '../graph/leaves.js';
import { abs, add, cast, div, equal, exp, gemm, less, log, logSoftmax, maximum, mul, neg, not, oneHot, reduceMean, reduceSum, relu, reshape, softplus, sub, transpose, where } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { cosineSimilarity, l2Normalise } from './normalise.js';

export type Reduction = 'mean' | 'sum' | 'none';

/** Below every normal float32, where a logarithm is taken as 0 or clamped. */
const smallestNormal = 1.1754943508222875e-38;

function reduced(values: Tensor, reduction: Reduction): Tensor {
  switch (reduction) {
    case 'mean':
      return reduceMean(values);
    case 'sum':
      return reduceSum(values);
    case 'none':
      return values;
  }
}

export interface CrossEntropyOptions {
  /** `mean` unless given; with index targets the mean is Σ w l / Σ w over the rows that count. */
  readonly reduction?: Reduction;
  /** Rows with this index target do not count. */
  readonly ignoreIndex?: number;
  /** [C], 1 unless given. */
  readonly classWeight?: Tensor;
  /** The target becomes (1 − e) t + e/C. */
  readonly labelSmoothing?: number;
}

/**
 * −Σ target · log_softmax(logits) over axis 1.
 * @param logits [N, C, …] @param target int32 class indices [N, …], or a float distribution of the logits' shape
 * @returns a scalar, or [N, …] with reduction `none`
 */
export const crossEntropy = (logits: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor => negativeLogLikelihood(logSoftmax(logits, 1), target, options);

/** {@link crossEntropy} with logarithms of probabilities, taken as they are. @param logProbabilities [N, C, …] */
export function negativeLogLikelihood(logProbabilities: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { reduction = 'mean', ignoreIndex, classWeight, labelSmoothing = 0 } = options;
  const classes = logProbabilities.shape[1];
  const alongClasses = logProbabilities.shape.map((_, axis) => (axis === 1 ? classes : 1));
  const weights = classWeight === undefined ? undefined : reshape(classWeight, alongClasses);
  const smoothed = (distribution: Tensor): Tensor => (labelSmoothing === 0 ? distribution : add(mul(distribution, 1 - labelSmoothing), labelSmoothing / classes));
  const rowLosses = (distribution: Tensor): Tensor => neg(reduceSum(mul(weights === undefined ? logProbabilities : mul(logProbabilities, weights), smoothed(distribution)), [1]));
  if (target.dtype === 'float32') return reduced(rowLosses(target), reduction);
  const counts = ignoreIndex === undefined ? undefined : not(equal(target, constant(ignoreIndex, [], 'int32')));
  const places = oneHot(counts === undefined ? target : where(counts, target, constant(0, [], 'int32')), classes, 1);
  const counted = counts === undefined ? [] : [cast(counts, 'float32')];
  const losses = counted.reduce((rows, factor) => mul(rows, factor), rowLosses(places));
  const rowWeights = weights === undefined ? counted : [...counted, reduceSum(mul(places, weights), [1])];
  if (reduction !== 'mean' || rowWeights.length === 0) return reduced(losses, reduction);
  return quotientOfSums(losses, rowWeights.reduce((product, factor) => mul(product, factor)));
}

/** Σ losses / Σ weights, 0 where nothing counts. */
function quotientOfSums(losses: Tensor, weights: Tensor): Tensor {
  const total = reduceSum(weights);
  return div(reduceSum(losses), add(total, cast(equal(total, constant(0)), 'float32')));
}

/** −(t ln p + (1 − t) ln(1 − p)), each logarithm at least −100. @param probabilities in [0, 1] @param target same shape, in [0, 1] */
export function binaryCrossEntropy(probabilities: Tensor, target: Tensor, reduction: Reduction = 'mean'): Tensor {
  const clamped = (p: Tensor): Tensor => where(less(p, constant(smallestNormal)), constant(-100), log(maximum(p, smallestNormal)));
  const opposite = (x: Tensor): Tensor => sub(constant(1), x);
  return reduced(neg(add(mul(target, clamped(probabilities)), mul(opposite(target), clamped(opposite(probabilities))))), reduction);
}

export interface BinaryLogitsOptions {
  readonly reduction?: Reduction;
  /** Weight of the positive term, broadcast against the logits. */
  readonly positiveWeight?: Tensor;
}

/** w t softplus(−x) + (1 − t) softplus(x): binary cross-entropy of sigmoid(x), without overflow. */
export function binaryCrossEntropyWithLogits(logits: Tensor, target: Tensor, { reduction = 'mean', positiveWeight }: BinaryLogitsOptions = {}): Tensor {
  const positive = mul(target, softplus(neg(logits)));
  return reduced(add(positiveWeight === undefined ? positive : mul(positive, positiveWeight), mul(sub(constant(1), target), softplus(logits))), reduction);
}

export interface KlDivergenceOptions {
  /** `batchmean` divides by the first axis, `mean` by all elements. */
  readonly reduction: Reduction | 'batchmean';
  /** The target is given as logarithms. */
  readonly logTarget?: boolean;
}

/** Σ t (ln t − log q); 0 where t = 0. @param logProbabilities log q @param target t, or ln t with `logTarget` */
export function klDivergence(logProbabilities: Tensor, target: Tensor, { reduction, logTarget = false }: KlDivergenceOptions): Tensor {
  const values = logTarget
    ? mul(exp(target), sub(target, logProbabilities))
    : mul(target, sub(log(maximum(target, smallestNormal)), logProbabilities));
  return reduction === 'batchmean' ? mul(reduceSum(values), 1 / values.shape[0]) : reduced(values, reduction);
}

/** (a − b)². */
export function meanSquaredError(a: Tensor, b: Tensor, reduction: Reduction = 'mean'): Tensor {
  const difference = sub(a, b);
  return reduced(mul(difference, difference), reduction);
}

/** |a − b|. */
export const meanAbsoluteError = (a: Tensor, b: Tensor, reduction: Reduction = 'mean'): Tensor => reduced(abs(sub(a, b)), reduction);

/** d²/2β for |d| < β, else |d| − β/2. */
export function smoothL1(a: Tensor, b: Tensor, beta: number, reduction: Reduction = 'mean'): Tensor {
  const distance = abs(sub(a, b));
  return reduced(where(less(distance, constant(beta)), mul(mul(distance, distance), 0.5 / beta), sub(distance, 0.5 * beta)), reduction);
}

/** 1 − cos for target 1, max(0, cos − margin) for −1. @param a [N, D] @param b [N, D] @param target int32 [N] */
export function cosineEmbedding(a: Tensor, b: Tensor, target: Tensor, margin: number, reduction: Reduction = 'mean'): Tensor {
  const cosine = cosineSimilarity(a, b, -1);
  return reduced(where(equal(target, constant(1, [], 'int32')), sub(constant(1), cosine), relu(sub(cosine, margin))), reduction);
}

/**
 * CLIP's symmetric contrastive loss: the matching text of image k is text k.
 * @param image [N, D] @param text [N, D] @param logitScale scalar, the logarithm of the factor
 * @returns the mean of the cross-entropies over rows and columns, and logits [N, N] (images × texts)
 */
export function contrastiveClip(image: Tensor, text: Tensor, logitScale: Tensor): { loss: Tensor; logits: Tensor } {
  const cosines = gemm(l2Normalise(image, -1, 1e-12), l2Normalise(text, -1, 1e-12), { transposeB: true });
  const logits = mul(cosines, exp(logitScale));
  const count = image.shape[0];
  const diagonal = constant(Array.from({ length: count }, (_, k) => k), [count], 'int32');
  const loss = mul(add(crossEntropy(logits, diagonal), crossEntropy(transpose(logits, [1, 0]), diagonal)), 0.5);
  return { loss, logits };
}

import { mul, gemm, add, transpose } from '../../src/domain/graph/operations.js';
import { input, type Scope } from '../../src/domain/graph/leaves.js';
import type { Tensor, TensorValue } from '../../src/domain/graph/tensor.js';
import { crossEntropy } from '../../src/domain/layers/losses.js';
import type { ForwardContext } from '../../src/domain/layers/forward-context.js';
import type { Random } from '../../src/domain/ports/random.js';
import { matchingTargets } from '../../src/domain/tasks/retrieval/matching-targets.js';
import type { Combo } from '../../src/plugins/scenes/combos/combos.js';
import { share, type Batch, type Exercise } from '../pretrain-scenes/exercise.js';

/** What is different between pictures and sounds. */
export interface CaptionedModality {
  readonly name: string;
  readonly steps: number;
  keeps(weight: string): boolean;
  /** Cosines of a batch with the captions of all combinations, scaled [N, combinations]. */
  logits(scope: Scope, batchSize: number, context: ForwardContext): Tensor;
  /** New examples of combinations. */
  draw(random: Random, batchSize: number): { readonly inputs: Readonly<Record<string, TensorValue>>; readonly combos: readonly Combo[] };
  /** What of a combination can be perceived. */
  alike(one: Combo, other: Combo): boolean;
}

/**
 * Contrast of a batch with its own captions in both directions, as CLIP and CLAP were trained; captions that are the same match.
 * The score is the share of examples whose nearest caption names what can be perceived of them.
 */
export const captionExercise = (modality: CaptionedModality, combos: readonly Combo[]): Exercise => ({
  name: modality.name,
  steps: modality.steps,
  // Transformers from scratch learn nothing at three times as much.
  learningRate: 1e-3,
  keeps: (weight) => modality.keeps(weight),
  logits: (scope, batchSize, context) => modality.logits(scope, batchSize, context),

  loss(logits) {
    const labels = input('captions', logits.shape);
    const pairs = gemm(logits, labels, { transposeB: true });
    const targets = matchingTargets(labels);
    return mul(add(crossEntropy(pairs, targets), crossEntropy(transpose(pairs, [1, 0]), targets)), 0.5);
  },

  draw(random, batchSize) {
    const { inputs, combos: drawn } = modality.draw(random, batchSize);
    return captionBatch(inputs, drawn, combos);
  },

  score: (logits, truths) => ({ nearestCaption: share(logits, (row, i) => modality.alike(combos[row.indexOf(Math.max(...row))], combos[truths[i][0]])) }),
});

function captionBatch(inputs: Readonly<Record<string, TensorValue>>, drawn: readonly Combo[], combos: readonly Combo[]): Batch {
  const indices = drawn.map((combo) => combos.indexOf(combo));
  const captions = new Float32Array(drawn.length * combos.length);
  indices.forEach((index, row) => (captions[row * combos.length + index] = 1));
  return { inputs: { ...inputs, captions: { dtype: 'float32', shape: [drawn.length, combos.length], data: captions } }, truths: indices.map((index) => [index]) };
}

import type { TensorValue } from '../../graph/tensor.js';
import type { BatchShape, SegmentPrediction } from '../task.js';
import type { RetrievalSettings } from './retrieval-settings.js';

/** Rules whose scores are logarithms of probabilities. */
const logarithmic: ReadonlySet<RetrievalSettings['fusion']> = new Set(['fixed', 'paper', 'mean']);

/**
 * Fused scores → class of each segment and probabilities of the clip: the mean over segments of the probabilities, or of the scores where these are none (spec/task-fewshot-zeroshot §7).
 * @param scores [B · T, K], background last where the model has it
 */
export function decodeScores({ data, shape: [, columns] }: TensorValue, ids: readonly string[], { fusion, background }: Pick<RetrievalSettings, 'fusion' | 'background'>, { segments, classes }: BatchShape): SegmentPrediction[] {
  return ids.map((id, clip) => {
    const rows = Array.from({ length: segments }, (_, t) => Array.from(data.subarray((clip * segments + t) * columns, (clip * segments + t + 1) * columns)));
    const probabilities = rows.map((row) => (logarithmic.has(fusion) ? row.map(Math.exp) : softmax(row)));
    const overall = logarithmic.has(fusion) ? meanOf(probabilities) : softmax(meanOf(rows));
    return {
      id,
      segmentClasses: rows.map((row) => row.indexOf(Math.max(...row))),
      eventProbabilities: probabilities.map((row) => (background ? 1 - row[classes] : Math.max(...row))),
      classProbabilities: withoutBackground(overall, classes),
    };
  });
}

/** Shares of the classes alone, which sum to 1. */
function withoutBackground(probabilities: readonly number[], classes: number): number[] {
  const events = probabilities.slice(0, classes);
  const total = events.reduce((sum, p) => sum + p, 0);
  return events.map((p) => (total > 0 ? p / total : 1 / classes));
}

const meanOf = (rows: readonly (readonly number[])[]): number[] => rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);

function softmax(row: readonly number[]): number[] {
  const highest = Math.max(...row);
  const exponentials = row.map((x) => Math.exp(x - highest));
  const total = exponentials.reduce((sum, x) => sum + x, 0);
  return exponentials.map((x) => x / total);
}

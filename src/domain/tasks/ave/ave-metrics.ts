import type { TaskMetrics } from '../task.js';

/** Segment accuracies in per cent (spec/task-ave §7). Numbers that have nothing to count are `undefined`. */
export interface AveAccuracy {
  /** Pooled over all segments. */
  readonly accuracy: number | undefined;
  readonly foreground: number | undefined;
  readonly background: number | undefined;
}

/** @param predicted class per segment, per clip; `classes` is background */
export function aveAccuracy(predicted: readonly (readonly number[])[], truth: readonly (readonly number[])[], classes: number): AveAccuracy {
  const count = (keep: (label: number) => boolean): number | undefined => {
    let right = 0;
    let total = 0;
    truth.forEach((labels, clip) =>
      labels.forEach((label, t) => {
        if (!keep(label)) return;
        total += 1;
        if (predicted[clip][t] === label) right += 1;
      }),
    );
    return total === 0 ? undefined : (100 * right) / total;
  };
  return { accuracy: count(() => true), foreground: count((label) => label !== classes), background: count((label) => label === classes) };
}

/** The published number: the plain mean of batch accuracies, where a short last batch weighs as much as a full one. */
export function publishedAccuracy(predicted: readonly (readonly number[])[], truth: readonly (readonly number[])[], classes: number, batch: number): { batches: number[]; mean: number } {
  const batches: number[] = [];
  for (let start = 0; start < truth.length; start += batch) {
    batches.push(aveAccuracy(predicted.slice(start, start + batch), truth.slice(start, start + batch), classes).accuracy ?? 0);
  }
  return { batches, mean: batches.reduce((sum, value) => sum + value, 0) / batches.length };
}

/** Everything a report shows. */
export function aveMetrics(predicted: readonly (readonly number[])[], truth: readonly (readonly number[])[], classNames: readonly string[]): TaskMetrics {
  const classes = classNames.length;
  const confusion = Array.from({ length: classes + 1 }, () => new Array<number>(classes + 1).fill(0));
  truth.forEach((labels, clip) => labels.forEach((label, t) => (confusion[label][predicted[clip][t]] += 1)));
  const { accuracy, foreground, background } = aveAccuracy(predicted, truth, classes);
  const perClass = [...classNames, 'background'].map((name, index) => {
    const segments = confusion[index].reduce((sum, value) => sum + value, 0);
    return { name, segments, accuracy: segments === 0 ? undefined : (100 * confusion[index][index]) / segments };
  });
  const values: Record<string, number> = {};
  if (accuracy !== undefined) values.accuracy = accuracy;
  if (foreground !== undefined) values.foregroundAccuracy = foreground;
  if (background !== undefined) values.backgroundAccuracy = background;
  return { main: 'accuracy', values, perClass, confusion };
}

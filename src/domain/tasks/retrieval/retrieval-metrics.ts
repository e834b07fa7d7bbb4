import type { ClipEntry } from '../../ports/clip-store.js';
import { aveMetrics } from '../ave/ave-metrics.js';
import type { Baseline, SegmentPrediction, TaskMetrics } from '../task.js';
import { majorityBaseline } from '../segment-timeline.js';
import { clipClasses } from './clip-targets.js';

/** The class with the largest probability over the whole clip. */
export const clipClassOf = ({ classProbabilities }: SegmentPrediction): number => classProbabilities.indexOf(Math.max(...classProbabilities));

/**
 * Accuracies in per cent (spec/task-fewshot-zeroshot §7, §10.12). Of clips: the published number, where the label of lowest index counts, and beside it
 * whether any of the labels was met and the expectation over one label drawn at random. Of segments, where the data set has them: all, foreground, background.
 * Clips without a label do not count.
 */
export function retrievalMetrics(predictions: readonly SegmentPrediction[], truths: readonly ClipEntry[], classes: readonly string[], target: 'segments' | 'clips'): TaskMetrics {
  const clips = predictions.map((prediction, k) => ({ predicted: clipClassOf(prediction), labels: clipClasses(truths[k], classes.length) })).filter(({ labels }) => labels.length > 0);
  const mean = (score: (clip: (typeof clips)[number]) => number): number => (100 * clips.reduce((sum, clip) => sum + score(clip), 0)) / clips.length;
  const hit = ({ predicted, labels }: (typeof clips)[number]): number => (labels.includes(predicted) ? 1 : 0);
  const ofClips: Record<string, number> =
    clips.length === 0
      ? {}
      : {
          clipAccuracy: mean(({ predicted, labels }) => (predicted === labels[0] ? 1 : 0)),
          ...(clips.some(({ labels }) => labels.length > 1) && { clipAccuracyAnyLabel: mean(hit), clipAccuracyRandomLabel: mean((clip) => hit(clip) / clip.labels.length) }),
        };
  const labelled = predictions.flatMap((prediction, k) => (truths[k].segmentLabels.length > 0 ? [{ prediction, truth: truths[k] }] : []));
  const ofSegments = labelled.length === 0 ? undefined : aveMetrics(labelled.map(({ prediction }) => prediction.segmentClasses), labelled.map(({ truth }) => truth.segmentLabels), classes);
  const { accuracy, ...shares } = ofSegments?.values ?? {};
  const segmentValues: Record<string, number> = { ...(accuracy !== undefined && { accuracy }), ...shares };
  const values = target === 'clips' ? { ...ofClips, ...segmentValues } : { ...segmentValues, ...ofClips };
  return { main: Object.keys(values)[0] ?? 'clipAccuracy', values, perClass: ofSegments?.perClass ?? [], confusion: ofSegments?.confusion ?? [] };
}

/** Chance, and the most frequent label. @param columns what is chosen from: the classes, and background where the model has it */
export function retrievalBaselines(truths: readonly ClipEntry[], classes: readonly string[], target: 'segments' | 'clips', columns: number): Baseline[] {
  const chance: Baseline = { name: 'chance', value: 100 / (target === 'segments' ? columns : classes.length) };
  if (target === 'segments' && truths.some(({ segmentLabels }) => segmentLabels.length > 0)) return [majorityBaseline(truths), chance];
  const firsts = truths.flatMap((entry) => clipClasses(entry, classes.length).slice(0, 1));
  const most = Math.max(0, ...classes.map((_, k) => firsts.filter((label) => label === k).length));
  return [{ name: 'always the most frequent label', value: firsts.length === 0 ? 0 : (100 * most) / firsts.length }, chance];
}

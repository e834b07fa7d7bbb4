import type { StoredClip } from '../../ports/clip-store.js';
import type { ReportSection } from '../../ports/report-section.js';
import { likeliest } from '../segment-timeline.js';
import type { SegmentPrediction } from '../task.js';
import { clipClasses } from './clip-targets.js';

/** Clips whose data set labels them as a whole: what they are and what they were taken for. */
export function labelSection(clips: readonly { readonly prediction: SegmentPrediction; readonly clip: StoredClip }[], classes: readonly string[]): ReportSection {
  const rows = clips.map(({ prediction: { id, classProbabilities }, clip: { entry } }) => {
    return [id, clipClasses(entry, classes.length).map((index) => classes[index]).join(', '), likeliest(classes, classProbabilities)];
  });
  return { title: 'Clips: those taken for something else first, then some about the middle', parts: [{ kind: 'table', caption: 'Labels and the likeliest classes', columns: [{ title: 'clip' }, { title: 'labels' }, { title: 'likeliest' }], rows }] };
}

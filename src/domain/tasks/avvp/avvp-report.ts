import type { LabelledSpan } from '../../data/clip-labels.js';
import type { StoredClip } from '../../ports/clip-store.js';
import type { ReportPart, ReportSection } from '../../ports/report-section.js';
import type { AvvpClipPrediction } from './avvp-prediction.js';

/** Audible and visible events over time, true beside predicted, as figure 11 of the paper has them. */
export function eventSection(clips: readonly { readonly prediction: AvvpClipPrediction; readonly clip: StoredClip }[], classes: readonly string[], segmentSeconds: number): ReportSection {
  const parts = clips.flatMap(({ prediction, clip: { entry, frames } }): ReportPart[] => {
    const rows = [
      ['heard, true', entry.labels?.audible ?? []],
      ['heard, predicted', prediction.audible],
      ['seen, true', entry.labels?.visible ?? []],
      ['seen, predicted', prediction.visible],
    ] as const;
    const lanes = rows.flatMap(([name, spans]) => lanesOf(spans, prediction.segments, classes.length).map((labels, lane) => ({ name: lane === 0 ? name : '', labels })));
    return [
      { kind: 'pictures', caption: entry.id, columns: frames.map((_, t) => `${Number((t * segmentSeconds).toFixed(2))} s`), rows: [{ name: 'frames', pictures: [...frames] }] },
      { kind: 'lanes', caption: `What is heard and seen in ${entry.id}`, classes, segmentSeconds, lanes },
    ];
  });
  return { title: 'Events: the least right clips first, then some about the middle', parts };
}

/** Events in as few lanes as they need without overlap; at least one. @returns a class per segment and lane, the number of classes for none */
function lanesOf(spans: readonly LabelledSpan[], segments: number, none: number): number[][] {
  const lanes: number[][] = [];
  for (const [k, start, end] of [...spans].sort((a, b) => a[1] - b[1] || a[0] - b[0])) {
    const free = lanes.find((lane) => lane.slice(start, end).every((label) => label === none));
    const lane = free ?? new Array<number>(segments).fill(none);
    lane.fill(k, start, end);
    if (free === undefined) lanes.push(lane);
  }
  return lanes.length > 0 ? lanes : [new Array<number>(segments).fill(none)];
}

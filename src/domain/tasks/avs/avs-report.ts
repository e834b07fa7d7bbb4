import { maskedFrame } from '../../data/mask-overlay.js';
import type { StoredClip } from '../../ports/clip-store.js';
import type { ReportSection } from '../../ports/report-section.js';
import { predictedMasks, type AvsClipPrediction } from './avs-prediction.js';

/** True and predicted masks over the frames, as figures 9 and 10 of the paper have them. */
export function maskSection(clips: readonly { readonly prediction: AvsClipPrediction; readonly clip: StoredClip }[]): ReportSection {
  const parts = clips.map(({ prediction, clip: { frames, masks = [] } }) => {
    const predicted = predictedMasks(prediction);
    const scores = prediction.scores?.flatMap((score) => score?.iou ?? []) ?? [];
    const agreement = scores.length === 0 ? 'no true mask' : `mean IoU ${((100 * scores.reduce((sum, iou) => sum + iou, 0)) / scores.length).toFixed(1)} %`;
    return {
      kind: 'pictures' as const,
      caption: `${prediction.id}: ${agreement}`,
      columns: frames.map((_, t) => `frame ${t + 1}`),
      rows: [
        { name: 'frame', pictures: [...frames] },
        { name: 'true mask', pictures: frames.map((frame, t) => maskedFrame(frame, masks[t])) },
        { name: 'predicted', pictures: frames.map((frame, t) => maskedFrame(frame, predicted[t])) },
      ],
    };
  });
  return { title: 'Masks: the least right clips first, then some about the middle', parts };
}

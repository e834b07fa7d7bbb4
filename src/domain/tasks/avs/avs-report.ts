import type { Mask } from '../../data/mask.js';
import type { RgbImage } from '../../ports/media.js';
import type { StoredClip } from '../../ports/clip-store.js';
import type { ReportSection } from '../../ports/report-section.js';
import { predictedMasks, resizedMask, type AvsClipPrediction } from './avs-prediction.js';

/** Colour of what is drawn, and how much of it lies over the frame. */
const overlay = { colour: [255, 0, 140], share: 0.7 } as const;

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

/** A frame in grey with what is drawn over it in colour; pale where there is no mask to show. */
export function maskedFrame(frame: RgbImage, mask: Mask | undefined): RgbImage {
  const data = new Uint8Array(frame.data.length);
  const drawn = mask === undefined ? undefined : resizedMask(mask, frame.width, frame.height).data;
  for (let pixel = 0; pixel < frame.width * frame.height; pixel++) {
    const [red, green, blue] = frame.data.subarray(3 * pixel, 3 * pixel + 3);
    const grey = (red + green + blue) / 3;
    for (let channel = 0; channel < 3; channel++) {
      if (drawn === undefined) data[3 * pixel + channel] = 191 + grey / 4;
      else data[3 * pixel + channel] = drawn[pixel] === 1 ? (1 - overlay.share) * grey + overlay.share * overlay.colour[channel] : grey;
    }
  }
  return { width: frame.width, height: frame.height, data };
}

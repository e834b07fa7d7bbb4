import { thresholdCount, type MaskScores } from './mask-scores.js';

/** M_J and M_F, both from 0 to 1. */
export interface AvsAccuracy {
  /** Mean IoU. */
  readonly iou: number;
  /** F-score at the threshold that is best for all images together; 0 where no image has foreground. */
  readonly fScore: number;
}

/** The fixed numbers: mean over all images, one F-score curve for all images with foreground. spec/task-avs §8. */
export const avsAccuracy = (images: readonly MaskScores[]): AvsAccuracy => ({
  iou: mean(images.map(({ iou }) => iou)),
  fScore: bestOfMeanCurve(images.flatMap(({ fScores }) => (fScores === undefined ? [] : [fScores]))),
});

export interface PublishedAvsAccuracy extends AvsAccuracy {
  readonly batches: readonly AvsAccuracy[];
}

/** The published numbers: every batch picks its own threshold, and a short last batch or one without foreground weighs as much as any. @param batchImages images of a batch (published: 4 clips × 5 frames) */
export function publishedAvsAccuracy(images: readonly MaskScores[], batchImages: number): PublishedAvsAccuracy {
  const batches: AvsAccuracy[] = [];
  for (let start = 0; start < images.length; start += batchImages) batches.push(avsAccuracy(images.slice(start, start + batchImages)));
  return { batches, iou: mean(batches.map(({ iou }) => iou)), fScore: mean(batches.map(({ fScore }) => fScore)) };
}

function bestOfMeanCurve(curves: readonly Float64Array[]): number {
  if (curves.length === 0) return 0;
  return Math.max(...Array.from({ length: thresholdCount }, (_, i) => mean(curves.map((curve) => curve[i]))));
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

/** Thresholds of the F-score: i/254, 0 and 1 included (spec/task-avs §8). */
export const thresholdCount = 255;

const betaSquared = 0.3;

/** How one predicted mask agrees with its truth. */
export interface MaskScores {
  /** Intersection over union at probability 0.5; for an empty truth the share of pixels left empty. */
  readonly iou: number;
  /** F-score at each threshold; absent for an empty truth. */
  readonly fScores: Float64Array | undefined;
}

/** In single precision, as the published functions compute. @returns probability of a logit */
export const maskProbability = (logit: number): number => Math.fround(1 / (1 + Math.exp(-logit)));

/**
 * IoU and F-scores of one image. spec/task-avs §8.
 * @param logits of the pixels @param truth 0 or 1 a pixel; values between count with their weight, as in the published functions
 */
export function maskScores(logits: ArrayLike<number>, truth: ArrayLike<number>): MaskScores {
  /** Pixels, and truth under them, by the highest threshold they reach. */
  const pixels = new Float64Array(thresholdCount);
  const covered = new Float64Array(thresholdCount);
  let total = 0;
  let intersection = 0;
  let union = 0;
  let leftEmpty = 0;
  for (let i = 0; i < logits.length; i++) {
    const probability = maskProbability(logits[i]);
    const y = truth[i];
    total += y;
    if (probability > 0.5) {
      intersection += y;
      union += Math.max(1, y);
    } else {
      union += y;
      leftEmpty += 1;
    }
    const reached = highestThreshold(probability);
    pixels[reached] += 1;
    covered[reached] += y;
  }
  if (total === 0) return { iou: leftEmpty / (logits.length + 1e-7), fScores: undefined };
  return { iou: intersection / (union + 1e-7), fScores: fScoresOf(pixels, covered, total) };
}

/** Index of the largest threshold that a probability in [0, 1] reaches. */
function highestThreshold(probability: number): number {
  const nearest = Math.round(probability * (thresholdCount - 1));
  return threshold(nearest) <= probability ? nearest : nearest - 1;
}

const threshold = (i: number): number => Math.fround(i / (thresholdCount - 1));

/** (1 + β²) P R / (β² P + R) at each threshold, 0 where nothing is right. @param total sum of the truth */
function fScoresOf(pixels: Float64Array, covered: Float64Array, total: number): Float64Array {
  const scores = new Float64Array(thresholdCount);
  let predicted = 0;
  let right = 0;
  for (let i = thresholdCount - 1; i >= 0; i--) {
    predicted += pixels[i];
    right += covered[i];
    const precision = right / (predicted + 1e-20);
    const recall = right / (total + 1e-20);
    scores[i] = right === 0 ? 0 : ((1 + betaSquared) * precision * recall) / (betaSquared * precision + recall);
  }
  return scores;
}

import { resizedMask, type Mask } from '../../data/mask.js';
import type { StoredClip } from '../../ports/clip-store.js';
import type { ClipPrediction } from '../task.js';
import { decodeMask } from './avs-decode.js';
import { maskScores, type MaskScores } from './mask-scores.js';

/** What sounds in each frame of a clip. */
export interface AvsClipPrediction extends ClipPrediction {
  readonly width: number;
  readonly height: number;
  /** Each frame's pixels, row by row, as lengths of runs: first of those that are left out, then of those that are drawn, in turn. */
  readonly runs: readonly (readonly number[])[];
  /** Each frame's logits; not kept once they were compared. */
  readonly logits?: readonly Float32Array[];
  /** How each frame agrees with its true mask, where it has one. */
  readonly scores?: readonly (FrameScores | undefined)[];
}

export interface FrameScores extends MaskScores {
  /** Share of the true mask's pixels that are drawn. */
  readonly trueShare: number;
}

/** @param logits of the batch [N, 1, H, W] @returns the clip in row `clip` */
export function avsClipPrediction(id: string, logits: Float32Array, [height, width]: readonly [number, number], threshold: number): AvsClipPrediction {
  const pixels = width * height;
  const frames = Array.from({ length: logits.length / pixels }, (_, t) => logits.slice(t * pixels, (t + 1) * pixels));
  return { id, width, height, logits: frames, runs: frames.map((frame) => runLengths(decodeMask(frame, threshold))) };
}

/** The prediction with its scores instead of its logits. */
export function comparedPrediction({ logits = [], ...prediction }: AvsClipPrediction, { masks = [] }: StoredClip): AvsClipPrediction {
  const { width, height } = prediction;
  const scores = logits.map((frame, t): FrameScores | undefined => {
    const mask = masks[t];
    if (mask === undefined) return undefined;
    const { data } = resizedMask(mask, width, height);
    return { ...maskScores(frame, data), trueShare: data.reduce((sum, value) => sum + value, 0) / data.length };
  });
  return { ...prediction, scores };
}

export const predictedMasks = ({ width, height, runs }: AvsClipPrediction): Mask[] => runs.map((lengths) => ({ width, height, data: drawnRuns(lengths, width * height) }));

function runLengths(pixels: Uint8Array): number[] {
  const lengths: number[] = [];
  let drawn = false;
  let start = 0;
  pixels.forEach((value, pixel) => {
    if (value !== 0 === drawn) return;
    lengths.push(pixel - start);
    [drawn, start] = [!drawn, pixel];
  });
  return [...lengths, pixels.length - start];
}

function drawnRuns(lengths: readonly number[], pixels: number): Uint8Array {
  const data = new Uint8Array(pixels);
  let start = 0;
  lengths.forEach((length, index) => {
    if (index % 2 === 1) data.fill(1, start, start + length);
    start += length;
  });
  return data;
}

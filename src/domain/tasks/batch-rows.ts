import { normalisedFrames } from '../data/image-preprocessing.js';
import { resampled } from '../data/resample.js';
import { AvtoolError } from '../errors.js';
import type { TensorValue } from '../graph/tensor.js';
import type { StoredClip } from '../ports/clip-store.js';
import type { RgbImage } from '../ports/media.js';
import type { BatchShape } from './task.js';

/** The clip of each batch row: the last one fills the batch up. */
export const rowClips = (clips: readonly StoredClip[], { clips: rows }: Pick<BatchShape, 'clips'>): StoredClip[] =>
  Array.from({ length: rows }, (_, row) => clips[Math.min(row, clips.length - 1)]);

/**
 * One class per segment of each clip.
 * @throws AvtoolError LABELS_MISSING (exit 2) naming the clip, where the data set does not give them
 */
export function segmentLabels(clips: readonly StoredClip[], { segments }: Pick<BatchShape, 'segments'>): (readonly number[])[] {
  return clips.map(({ entry }) => {
    if (entry.segmentLabels.length === segments) return entry.segmentLabels;
    throw new AvtoolError({ code: 'LABELS_MISSING', message: `the data set gives no class for each segment of ${entry.id}, and these are what is to be learnt`, fix: 'take a data set that labels segments, or where there is one a target that asks whole clips (--target clips)', exitCode: 2 });
  });
}

/**
 * One waveform a segment [B, T, samples] at the rate that the audio encoder wants.
 * @param clipRateHz of the stored sound
 */
export function segmentWaves(clips: readonly StoredClip[], shape: BatchShape, clipRateHz: number, wantedRateHz: number): TensorValue {
  const samples = Math.round(shape.segmentSeconds * wantedRateHz);
  const data = new Float32Array(shape.clips * shape.segments * samples);
  const perClip = shape.segments * samples;
  const rows = rowClips(clips, shape);
  rows.forEach((clip, row) => {
    const known = row > 0 && rows[row - 1] === clip;
    data.set(known ? data.subarray((row - 1) * perClip, row * perClip) : resampled(clip.waveform, clipRateHz, wantedRateHz).subarray(0, perClip), row * perClip);
  });
  return { dtype: 'float32', shape: [shape.clips, shape.segments, samples], data };
}

/** Frames of all rows one after the other, one a segment, normalised at the encoder's size [B, T, 3, H, W]. */
export const segmentFrames = (frames: readonly RgbImage[], { clips, segments }: Pick<BatchShape, 'clips' | 'segments'>, [height, width]: readonly [number, number]): TensorValue => ({
  dtype: 'float32',
  shape: [clips, segments, 3, height, width],
  data: normalisedFrames(frames, height, width),
});

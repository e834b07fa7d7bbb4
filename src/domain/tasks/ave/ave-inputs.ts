import type { TensorValue } from '../../graph/tensor.js';
import type { StoredClip } from '../../ports/clip-store.js';
import type { BatchShape } from '../task.js';
import { samplesPerSegment, type AveSettings } from './ave-settings.js';

/** The clip of each batch row: the last one fills the batch up. */
export const rowClips = (clips: readonly StoredClip[], { clips: rows }: Pick<BatchShape, 'clips'>): StoredClip[] =>
  Array.from({ length: rows }, (_, row) => clips[Math.min(row, clips.length - 1)]);

/** One waveform a segment [B, T, samples]. */
export function waveInput(clips: readonly StoredClip[], ave: AveSettings, shape: BatchShape): TensorValue {
  const samples = samplesPerSegment(ave, shape);
  const data = new Float32Array(shape.clips * shape.segments * samples);
  rowClips(clips, shape).forEach((clip, row) => data.set(clip.waveform.subarray(0, shape.segments * samples), row * shape.segments * samples));
  return { dtype: 'float32', shape: [shape.clips, shape.segments, samples], data };
}

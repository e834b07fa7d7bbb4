import { dataUri } from '../data-uri.js';
import type { SegmentPrediction } from '../../../../domain/tasks/task.js';

type VisualAttention = NonNullable<SegmentPrediction['visualAttention']>;

/** The attention of a clip as one small picture a segment, and what was stretched. */
export interface AttentionPictures {
  readonly lowest: number;
  readonly highest: number;
  /** PNG data URIs, `grid` pixels large, transparent where the attention is lowest. */
  readonly pictures: readonly string[];
}

const orange = [242, 140, 30] as const;
const mostOpaque = 215; // of 255: the frame stays visible under the highest attention

/** Draws the attention over the picture, contrast stretched over the whole clip so that its seconds can be compared. */
export async function attentionPictures({ grid, maps }: VisualAttention): Promise<AttentionPictures> {
  const { default: sharp } = await import('sharp');
  const [rows, columns] = grid;
  const weights = maps.flat();
  const lowest = weights.reduce((a, b) => Math.min(a, b), Infinity);
  const highest = weights.reduce((a, b) => Math.max(a, b), -Infinity);
  const opacity = (weight: number): number => (highest > lowest ? Math.round((mostOpaque * (weight - lowest)) / (highest - lowest)) : 0);
  const pictures = maps.map(async (map) => {
    const pixels = Uint8Array.from(map.flatMap((weight) => [...orange, opacity(weight)]));
    return dataUri('image/png', await sharp(pixels, { raw: { width: columns, height: rows, channels: 4 } }).png({ compressionLevel: 9 }).toBuffer());
  });
  return { lowest, highest, pictures: await Promise.all(pictures) };
}

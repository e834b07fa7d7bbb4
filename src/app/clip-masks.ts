import { join } from 'node:path';
import type { ClipRecord } from '../domain/data/dataset.js';
import type { Mask } from '../domain/data/mask.js';
import { isPathInside } from '../domain/data/media-path.js';
import { AvtoolError } from '../domain/errors.js';
import { MediaFault } from '../domain/ports/media.js';
import type { PreparedClip } from './clip-media.js';
import type { Services } from './services.js';

/** A clip with the drawings of its row; a drawing that is not there or no picture makes the row a bad annotation. Never throws for what files hold. */
export async function clipMasks({ maskFiles, where }: ClipRecord, clip: PreparedClip, dataFolder: string, services: Pick<Services, 'data' | 'images'>): Promise<PreparedClip> {
  if (maskFiles === undefined || clip.media === undefined) return clip;
  const bad = (detail: string): PreparedClip => ({ entry: { ...clip.entry, state: 'bad-annotation', detail: `${where}: ${detail}` } });
  const masks: (Mask | undefined)[] = [];
  const codec = await services.images();
  for (const file of maskFiles) {
    if (file === null) {
      masks.push(undefined);
      continue;
    }
    if (!isPathInside(file)) return bad(`the mask ${file} is outside of the data folder`);
    try {
      const { width, height, data } = await codec.decode(await services.data.readBytes(join(dataFolder, file)), file);
      masks.push({ width, height, data: Uint8Array.from({ length: width * height }, (_, pixel) => (Math.max(data[3 * pixel], data[3 * pixel + 1], data[3 * pixel + 2]) > 127 ? 1 : 0)) });
    } catch (error) {
      if (error instanceof MediaFault) return bad(`the mask ${file} is no picture: ${error.detail}`);
      if (error instanceof AvtoolError) return bad(`there is no mask ${file}`);
      throw error;
    }
  }
  const sizes = new Set(masks.flatMap((mask) => (mask === undefined ? [] : `${mask.width} x ${mask.height}`)));
  if (sizes.size > 1) return bad(`the masks have several sizes: ${[...sizes].join(', ')}`);
  return { ...clip, media: { ...clip.media, masks } };
}

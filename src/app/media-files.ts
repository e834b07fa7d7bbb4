import { AvtoolError } from '../domain/errors.js';
import type { Services } from './services.js';

/** The named files, and in the place of a folder all media files in it, in a fixed order; each once. @throws AvtoolError MEDIA_NONE (exit 3) for a folder without any */
export async function mediaFiles({ data }: Pick<Services, 'data'>, names: readonly string[]): Promise<string[]> {
  const files = await Promise.all(
    names.map(async (name) => {
      if (!(await data.isFolder(name))) return [name];
      const found = [...(await data.listMedia([name])).values()].flat().sort();
      if (found.length === 0) throw new AvtoolError({ code: 'MEDIA_NONE', message: 'there is no media file in this folder (mp4, mkv, webm, avi, mov)', where: name, fix: 'name files, or a folder that holds some', exitCode: 3 });
      return found;
    }),
  );
  return [...new Set(files.flat())];
}

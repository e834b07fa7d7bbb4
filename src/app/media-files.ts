import { AvtoolError } from '../domain/errors.js';
import type { Services } from './services.js';

/** The named files, and in the place of a folder all media files in it, of a pattern those that it stands for, in a fixed order; each once. @throws AvtoolError MEDIA_NONE (exit 3) for a folder or pattern without any */
export async function mediaFiles({ data }: Pick<Services, 'data'>, names: readonly string[]): Promise<string[]> {
  const files = await Promise.all(
    names.map(async (name) => {
      const folder = await data.isFolder(name);
      // A file may be called as a pattern: shells have put names in the place of patterns before.
      if (!folder && (await data.exists(name))) return [name];
      const found = folder ? [...(await data.listMedia([name])).values()].flat().sort() : await data.mediaMatching(name);
      if (found === undefined) return [name];
      if (found.length === 0) throw new AvtoolError({ code: 'MEDIA_NONE', message: `there is no media file ${folder ? 'in this folder' : 'that this pattern stands for'} (mp4, mkv, webm, avi, mov)`, where: name, fix: 'name files, or a folder that holds some', exitCode: 3 });
      return found;
    }),
  );
  return [...new Set(files.flat())];
}

import { randomUUID } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MediaFault } from '../../domain/ports/media.js';

/** FFmpeg's names of the container formats that are read. Playlists and lists of images are left out: such a file can make FFmpeg open others. */
export const readableFormats = 'mov,matroska,avi,mpegts,mpeg,flv,ogg,asf,wav,mp3,aac,flac,ac3,mxf,h264,hevc,ivf';

/** The address under which FFmpeg opens a file: absolute and with its protocol, so that no name is taken for an option or another protocol.
 *  @throws MediaFault `missing` or `empty` */
export const mediaFileUrl = async (path: string): Promise<string> => {
  const absolute = resolve(path);
  const found = await stat(absolute).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    const missing = found.code === 'ENOENT' || found.code === 'ENOTDIR';
    throw new MediaFault(missing ? 'missing' : 'unreadable', path, missing ? 'no such file' : found.message);
  }
  if (!found.isFile()) throw new MediaFault('unreadable', path, 'not a regular file');
  if (found.size === 0) throw new MediaFault('empty', path, 'the file has no bytes');
  return `file:${absolute}`;
};

/** Lets `write` make a file under a temporary name beside `path` and renames it when it is complete; on failure nothing remains. */
export const writeThenRename = async (path: string, write: (temporaryPath: string) => Promise<void>): Promise<void> => {
  const target = resolve(path);
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    await write(temporary);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
};

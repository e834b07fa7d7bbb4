import { AvtoolError } from '../../domain/errors.js';

/** A video file could not be written: the disk is full, or the encoder says why. */
export const encodeFault = (path: string, detail: string, cause: unknown): AvtoolError =>
  /no space left|ENOSPC/i.test(detail)
    ? new AvtoolError({ code: 'DISK_FULL', message: 'the disk is full', where: path, fix: 'free some space, then repeat the command', exitCode: 4, cause })
    : new AvtoolError({ code: 'MEDIA_ENCODE', message: `the video could not be written: ${detail}`, where: path, exitCode: 1, cause });

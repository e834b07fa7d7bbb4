import { createHash } from 'node:crypto';
import type { FolderSplit } from './labelled-event.js';

/** 80 % train, 10 % val, 10 % test by a hash of the file's path alone: a file keeps its split whatever is added or removed. */
export function splitOfFile(file: string): FolderSplit {
  const share = createHash('sha256').update(`split of ${file.normalize('NFC')}`).digest().readUInt32BE(0) / 2 ** 32;
  if (share < 0.8) return 'train';
  return share < 0.9 ? 'val' : 'test';
}

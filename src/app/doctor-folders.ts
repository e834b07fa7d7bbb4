import type { FolderState } from '../domain/ports/machine.js';
import type { FindingOf } from './doctor-finding.js';

/** A folder that avtool writes into. */
export interface WatchedFolder {
  readonly name: string;
  readonly path: string;
}

/** Below the first a checkpoint may not fit any more; below the second hardly anything does. */
const littleBytes = 2 * 2 ** 30;
const noneBytes = 100 * 2 ** 20;

/** What is to be said of a folder and of the room on its disk. */
export function folderFindings({ name, path }: WatchedFolder, { exists, writable, bytes, partial, freeBytes }: FolderState): FindingOf[] {
  const size = exists ? `${partial ? 'more than ' : ''}${inUnits(bytes)}` : 'not there yet, made when needed';
  const text = `${path}: ${size}, ${inUnits(freeBytes)} free`;
  if (!writable) return [{ name, grade: 'broken', text: `${path}: cannot be written`, fix: 'Change its permissions, or choose another folder.' }];
  if (freeBytes < noneBytes) return [{ name, grade: 'broken', text: `${text}: the disk is full`, fix: 'Free some space.' }];
  if (freeBytes < littleBytes) return [{ name, grade: 'warning', text: `${text}: little room`, fix: 'Free some space before a long run.' }];
  return [{ name, grade: 'ok', text }];
}

function inUnits(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 || bytes / 1024 ** power >= 100 ? 0 : 1)} ${units[power]}`;
}

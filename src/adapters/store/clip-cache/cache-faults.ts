import { AvtoolError } from '../../../domain/errors.js';

export const cacheDamaged = (where: string, message: string, fix: string, cause?: unknown): AvtoolError =>
  new AvtoolError({ code: 'CACHE_DAMAGED', message, where, fix, exitCode: 2, cause });

/** A shard that is not what the index says. */
export const shardDamaged = (path: string, what: string): AvtoolError =>
  cacheDamaged(path, `this shard of the clip cache ${what}`, `delete ${path}, then give the same prepare command again (avtool ave:prepare): it makes only this shard anew`);

export const cacheMissing = (folder: string): AvtoolError =>
  new AvtoolError({ code: 'CACHE_MISSING', message: 'there is no clip cache in this folder', where: folder, fix: 'prepare the data set first (avtool ave:prepare)', exitCode: 3 });

export const cacheIncomplete = (folder: string): AvtoolError =>
  new AvtoolError({
    code: 'CACHE_INCOMPLETE',
    message: 'the clip cache in this folder is not complete: preparing was interrupted',
    where: folder,
    fix: 'give the same prepare command again (avtool ave:prepare): it goes on where it stopped',
    exitCode: 3,
  });

export const cacheOther = (folder: string, message: string): AvtoolError =>
  new AvtoolError({ code: 'CACHE_OTHER', message, where: folder, fix: 'choose another cache folder, or delete this one and prepare again (avtool ave:prepare)', exitCode: 4 });

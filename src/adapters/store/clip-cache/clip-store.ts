import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageCodec } from '../../../domain/ports/media.js';
import type { CacheDescription, ClipStore } from '../../../domain/ports/clip-store.js';
import { removeLeftovers, writeAtomically } from '../../files/atomic-file.js';
import { writeFault } from '../../files/file-fault.js';
import { nodeFileSystem, type FileSystem } from '../../files/file-system.js';
import { isLockFile, lockFolder, type FolderLock } from '../../files/folder-lock.js';
import { descriptionFileName, readDescription, requireSame } from './cache-description.js';
import { cacheIncomplete, cacheMissing, cacheOther, shardDamaged } from './cache-faults.js';
import { readIndex, shardFilePattern, type CacheIndex, type IndexedShard } from './cache-index.js';
import { CacheReader, isInPlace } from './cache-reader.js';
import { CacheWriter, type WriterStart } from './cache-writer.js';

/** Clips in tar shards as WebDataset has them, with an index for random access. */
export const createClipStore = (codec: ImageCodec, fileSystem: FileSystem = nodeFileSystem): ClipStore => ({
  async write(folder, description) {
    await mkdir(folder, { recursive: true }).catch((error: unknown) => Promise.reject(writeFault(error, folder)));
    const lock = await lockFolder(folder, 'CACHE');
    try {
      return new CacheWriter(await prepareFolder(folder, description, lock, fileSystem), codec, fileSystem);
    } catch (error) {
      await lock.release();
      throw error;
    }
  },

  async open(folder) {
    const description = await readDescription(folder);
    if (description === undefined) throw cacheMissing(folder);
    const index = await readIndex(folder);
    if (!index.complete) throw cacheIncomplete(folder);
    for (const shard of shardsInUse(index)) {
      if (!(await isInPlace(folder, shard))) throw shardDamaged(join(folder, shard.file), 'is gone or cut off');
    }
    return new CacheReader(folder, description, index, codec);
  },
});

async function prepareFolder(folder: string, description: CacheDescription, lock: FolderLock, fileSystem: FileSystem): Promise<WriterStart> {
  await removeLeftovers(folder, fileSystem);
  const found = await readDescription(folder);
  if (found === undefined) await startCache(folder, description, fileSystem);
  else requireSame(folder, found, description);

  const index = await readIndex(folder);
  const kept = new Set<string>();
  for (const shard of shardsInUse(index)) if (await isInPlace(folder, shard)) kept.add(shard.file);
  for (const name of await readdir(folder)) {
    if (shardFilePattern.test(name) && !kept.has(name)) await fileSystem.remove(join(folder, name));
  }
  const done = new Map([...index.clips].filter(([, { shard }]) => kept.has(shard.file)).map(([id, { entry }]) => [id, entry]));
  const numbers = index.shards.map(({ file }) => Number(/\d+/.exec(file)));
  return { folder, description, lock, done, complete: index.complete, nextShard: Math.max(-1, ...numbers) + 1 };
}

async function startCache(folder: string, description: CacheDescription, fileSystem: FileSystem): Promise<void> {
  const foreign = (await readdir(folder)).filter((name) => !isLockFile(name));
  if (foreign.length > 0) throw cacheOther(folder, `this folder holds other files (${foreign[0]}) and no clip cache`);
  await writeAtomically(join(folder, descriptionFileName), [new TextEncoder().encode(`${JSON.stringify(description, undefined, 2)}\n`)], fileSystem);
}

/** Shards that still hold a clip no later shard has replaced. */
const shardsInUse = (index: CacheIndex): ReadonlySet<IndexedShard> => new Set([...index.clips.values()].map(({ shard }) => shard));

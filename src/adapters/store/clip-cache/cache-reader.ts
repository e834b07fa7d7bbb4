import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ImageCodec } from '../../../domain/ports/media.js';
import type { CacheDescription, ClipCache, ClipEntry, StoredClip } from '../../../domain/ports/clip-store.js';
import { systemCode } from '../../files/file-fault.js';
import { shardDamaged } from './cache-faults.js';
import type { ByteRange, CacheIndex, IndexedShard } from './cache-index.js';
import { masksOf } from './stacked-masks.js';
import { decodeWav } from './wav.js';

/** A complete cache. Holds the index in memory and reads one clip's bytes at a time; no file stays open. */
export class CacheReader implements ClipCache {
  private readonly bySplit: ReadonlyMap<string, readonly ClipEntry[]>;
  /** One check a shard and process, when it is first needed. */
  private readonly checks = new Map<string, Promise<void>>();
  private closed = false;

  constructor(
    private readonly folder: string,
    readonly description: CacheDescription,
    private readonly index: CacheIndex,
    private readonly codec: ImageCodec,
  ) {
    const bySplit = new Map<string, ClipEntry[]>();
    for (const { entry } of index.clips.values()) {
      const entries = bySplit.get(entry.split);
      if (entries === undefined) bySplit.set(entry.split, [entry]);
      else entries.push(entry);
    }
    this.bySplit = bySplit;
  }

  entries(split: string): readonly ClipEntry[] {
    return this.bySplit.get(split) ?? [];
  }

  entry(id: string): ClipEntry | undefined {
    return this.index.clips.get(id)?.entry;
  }

  async read(id: string): Promise<StoredClip> {
    if (this.closed) throw new Error('the clip cache is closed');
    const place = this.index.clips.get(id);
    if (place === undefined) throw new Error(`clip ${id} is not in the cache`);
    const { entry } = place;
    const { media, shard } = entry.mediaOf === undefined ? place : (this.index.clips.get(entry.mediaOf) ?? place);
    if (media === undefined) throw new Error(`clip ${id} has no media: ${entry.state}`);
    await this.check(shard);

    const path = join(this.folder, shard.file);
    const ranges = [...media.frames, media.waveform, ...(media.masks === undefined ? [] : [media.masks.picture])];
    const begin = Math.min(...ranges.map(([offset]) => offset));
    const end = Math.max(...ranges.map(([offset, bytes]) => offset + bytes));
    const bytes = await readRange(path, begin, end - begin);
    const part = ([offset, length]: ByteRange): Uint8Array => bytes.subarray(offset - begin, offset - begin + length);
    const frames = await Promise.all(media.frames.map((range, number) => this.codec.decode(part(range), `${path} clip ${id} frame ${number}`)));
    return { entry, frames, waveform: decodeWav(part(media.waveform)), ...(media.masks && { masks: await this.masks(media.masks, part, path) }) };
  }

  private async masks({ picture, segments }: { picture: ByteRange; segments: number[] }, part: (range: ByteRange) => Uint8Array, path: string): Promise<NonNullable<StoredClip['masks']>> {
    const masks = masksOf(await this.codec.decode(part(picture), `${path} masks`), segments.length);
    return Array.from({ length: this.description.segments }, (_, segment) => masks[segments.indexOf(segment)]);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  private check(shard: IndexedShard): Promise<void> {
    let check = this.checks.get(shard.file);
    if (check === undefined) {
      check = checkShard(join(this.folder, shard.file), shard);
      this.checks.set(shard.file, check);
    }
    return check;
  }
}

/** Whether the file is there with the size the index says: all that can be told without reading it. */
export async function isInPlace(folder: string, shard: IndexedShard): Promise<boolean> {
  try {
    return (await stat(join(folder, shard.file))).size === shard.bytes;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function checkShard(path: string, shard: IndexedShard): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw shardDamaged(path, 'is gone');
    throw error;
  }
  if (hash.digest('hex') !== shard.sha256) throw shardDamaged(path, 'is damaged: its contents do not fit its checksum');
}

async function readRange(path: string, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const file = await open(path, 'r');
  try {
    const { bytesRead } = await file.read(bytes, 0, length, position);
    if (bytesRead < length) throw shardDamaged(path, 'is cut off');
  } finally {
    await file.close();
  }
  return bytes;
}

import { join } from 'node:path';
import type { ImageCodec } from '../../../domain/ports/media.js';
import { usableStates, type CacheDescription, type ClipCacheWriter, type ClipEntry, type ClipMedia } from '../../../domain/ports/clip-store.js';
import type { FileSystem } from '../../files/file-system.js';
import type { FolderLock } from '../../files/folder-lock.js';
import { inTurn } from '../../files/in-turn.js';
import { LineFile } from '../../files/line-file.js';
import { completionLine, indexFileName, shardFileName } from './cache-index.js';
import { ShardWriter, type EncodedMedia } from './shard-writer.js';
import { stackedMasks } from './stacked-masks.js';
import { encodeWav } from './wav.js';

/** A shard is closed at whichever comes first: small enough to make an interruption cheap. */
const fullShard = { bytes: 64 * 1024 * 1024, clips: 64 } as const;
/** Little is lost before the model's own resizing, at a tenth of a lossless file. */
const jpegQuality = 95;

/** What {@link CacheWriter} finds in the folder. */
export interface WriterStart {
  readonly folder: string;
  readonly description: CacheDescription;
  readonly done: ReadonlyMap<string, ClipEntry>;
  readonly complete: boolean;
  readonly nextShard: number;
  readonly lock: FolderLock;
}

export class CacheWriter implements ClipCacheWriter {
  readonly done: ReadonlyMap<string, ClipEntry>;
  private readonly index: LineFile;
  private readonly added = new Set<string>();
  private readonly inTurn = inTurn();
  private shard: ShardWriter | undefined;
  private nextShard: number;
  private complete: boolean;
  private failed = false;
  private closed = false;

  constructor(
    private readonly start: WriterStart,
    private readonly codec: ImageCodec,
    private readonly fileSystem: FileSystem,
  ) {
    this.done = start.done;
    this.nextShard = start.nextShard;
    this.complete = start.complete;
    this.index = new LineFile(join(start.folder, indexFileName), fileSystem, true);
  }

  /** Rows keep the order of the calls. An id of an earlier writer is replaced in its place; twice in one writer is a bug. After a fault nothing more is added. */
  add(entry: ClipEntry, media?: ClipMedia): Promise<void> {
    return this.inTurn(async () => {
      if (this.closed) throw new Error('the clip cache is closed');
      if (this.failed) throw new Error('the clip cache takes no more clips: an earlier one could not be added');
      // Until it has succeeded: a cache without this row must not be marked as complete.
      this.failed = true;
      if (this.added.has(entry.id)) throw new Error(`clip ${entry.id} is added twice`);
      checkMedia(entry, media, this.start.description);
      const encoded = media && (await this.encode(media));
      await this.dropShardOnFault(() => this.addToShard(entry, encoded));
      this.added.add(entry.id);
      this.failed = false;
    });
  }

  close(outcome: 'complete' | 'interrupted' = 'complete'): Promise<void> {
    return this.inTurn(async () => {
      if (this.closed) return;
      this.closed = true;
      try {
        await this.dropShardOnFault(() => this.finishShard());
        if (outcome === 'complete' && !this.failed && !this.complete) await this.index.append(completionLine);
      } finally {
        await this.index.close();
        await this.start.lock.release();
      }
    });
  }

  private async addToShard(entry: ClipEntry, media: EncodedMedia | undefined): Promise<void> {
    this.complete = false;
    this.shard ??= await ShardWriter.create(this.start.folder, shardFileName(this.nextShard++), this.fileSystem);
    await this.shard.add(entry, media);
    if (this.shard.bytes >= fullShard.bytes || this.shard.clipCount >= fullShard.clips) await this.finishShard();
  }

  private async finishShard(): Promise<void> {
    if (this.shard === undefined) return;
    await this.start.lock.confirm();
    const indexed = await this.shard.commit();
    this.shard = undefined;
    await this.index.append(JSON.stringify(indexed));
  }

  private async dropShardOnFault(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      const shard = this.shard;
      this.shard = undefined;
      await shard?.abort();
      throw error;
    }
  }

  private async encode({ frames, waveform, masks = [] }: ClipMedia): Promise<EncodedMedia> {
    const { frameFormat, sampleRateHz } = this.start.description;
    const present = masks.flatMap((mask) => mask ?? []);
    return {
      ...(present.length > 0 && { masks: { picture: await this.codec.encodePng(stackedMasks(present)), segments: masks.flatMap((mask, segment) => (mask === undefined ? [] : segment)) } }),
      frames: await Promise.all(frames.map((frame) => (frameFormat === 'png' ? this.codec.encodePng(frame) : this.codec.encodeJpeg(frame, jpegQuality)))),
      frameExtension: frameFormat === 'png' ? 'png' : 'jpg',
      wav: encodeWav(waveform, sampleRateHz),
    };
  }
}

function checkMedia({ id, state, mediaOf }: ClipEntry, media: ClipMedia | undefined, { segments, segmentSeconds, sampleRateHz, maxFrameSide }: CacheDescription): void {
  const fail = (what: string): never => {
    throw new Error(`clip ${id}: ${what}`);
  };
  if ((usableStates.includes(state) && mediaOf === undefined) !== (media !== undefined)) fail(`state ${state} ${media === undefined ? 'needs' : 'has no'} frames and waveform${mediaOf === undefined ? '' : `: they are those of ${mediaOf}`}`);
  if (media === undefined) return;
  const samples = Math.round(segments * segmentSeconds * sampleRateHz);
  if (media.frames.length !== segments) fail(`${media.frames.length} frames for ${segments} segments`);
  if (media.waveform.length !== samples) fail(`${media.waveform.length} samples where ${samples} are needed`);
  checkMasks(media.masks ?? [], segments, fail);
  for (const { width, height, data } of media.frames) {
    if (data.length !== width * height * 3) fail(`a frame of ${width} x ${height} has ${data.length} bytes`);
    if (Math.max(width, height) > maxFrameSide) fail(`a frame of ${width} x ${height} is larger than ${maxFrameSide}`);
  }
}

function checkMasks(masks: NonNullable<ClipMedia['masks']>, segments: number, fail: (what: string) => never): void {
  if (masks.length > 0 && masks.length !== segments) fail(`${masks.length} masks for ${segments} segments`);
  const sizes = new Set(masks.flatMap((mask) => (mask === undefined ? [] : `${mask.width} x ${mask.height}`)));
  if (sizes.size > 1) fail(`masks of several sizes: ${[...sizes].join(', ')}`);
}

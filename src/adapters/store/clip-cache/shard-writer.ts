import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import type { ClipEntry } from '../../../domain/ports/clip-store.js';
import { createAtomicFile, type AtomicFile } from '../../files/atomic-file.js';
import type { FileSystem } from '../../files/file-system.js';
import type { ByteRange, IndexedClip, IndexedShard } from './cache-index.js';
import { clipKey } from './clip-key.js';

/** The encoded media of one clip. */
export interface EncodedMedia {
  readonly frames: readonly Uint8Array[];
  readonly frameExtension: 'jpg' | 'png';
  readonly wav: Uint8Array;
  readonly masks?: { readonly picture: Uint8Array; readonly segments: readonly number[] };
}

const tarBlockBytes = 512;

/** One tar file in the making, as WebDataset has them: per clip KEY.000.jpg …, KEY.wav, KEY.masks.png where there are some, KEY.json. The same clips give the same bytes. */
export class ShardWriter {
  private readonly tar = pack();
  private readonly hash = createHash('sha256');
  private readonly clips: IndexedClip[] = [];
  /** Where the next file's header will stand: keys are short and plain, so that every header is one block. */
  private offset = 0;
  private written = 0;
  /** Ends with the fault that stopped it, if any, when the tar does. */
  private readonly pump: Promise<Error | undefined>;

  private constructor(
    private readonly file: string,
    private readonly output: AtomicFile,
  ) {
    this.pump = this.writeAll().then(
      () => undefined,
      (fault: unknown) => (fault instanceof Error ? fault : new Error(String(fault))),
    );
  }

  /** @throws AvtoolError DISK_FULL, WRITE_FAILED (exit 4), as all that follows */
  static async create(folder: string, file: string, fileSystem: FileSystem): Promise<ShardWriter> {
    return new ShardWriter(file, await createAtomicFile(join(folder, file), fileSystem));
  }

  get clipCount(): number {
    return this.clips.length;
  }

  get bytes(): number {
    return this.offset;
  }

  async add(entry: ClipEntry, media: EncodedMedia | undefined): Promise<void> {
    const key = clipKey(entry.id);
    const places = media && (await this.addMedia(key, media));
    await this.addFile(`${key}.json`, new TextEncoder().encode(JSON.stringify(entry)));
    this.clips.push({ entry, ...(places && { media: places }) });
  }

  /** Completes the file; from here on it stands under its name. */
  async commit(): Promise<IndexedShard> {
    this.tar.finalize();
    const fault = await this.pump;
    if (fault !== undefined) throw fault;
    await this.output.commit();
    return { file: this.file, sha256: this.hash.digest('hex'), bytes: this.written, clips: this.clips };
  }

  async abort(): Promise<void> {
    this.tar.destroy();
    await this.pump;
    await this.output.abort();
  }

  private async addMedia(key: string, media: EncodedMedia): Promise<NonNullable<IndexedClip['media']>> {
    const frames: ByteRange[] = [];
    for (const [index, frame] of media.frames.entries()) {
      frames.push(await this.addFile(`${key}.${String(index).padStart(3, '0')}.${media.frameExtension}`, frame));
    }
    const waveform = await this.addFile(`${key}.wav`, media.wav);
    if (media.masks === undefined) return { frames, waveform };
    const { picture, segments } = media.masks;
    return { frames, waveform, masks: { picture: await this.addFile(`${key}.masks.png`, picture), segments: [...segments] } };
  }

  private async addFile(name: string, content: Uint8Array): Promise<ByteRange> {
    const place: ByteRange = [this.offset + tarBlockBytes, content.byteLength];
    this.offset += tarBlockBytes + Math.ceil(content.byteLength / tarBlockBytes) * tarBlockBytes;
    const stopped = await new Promise<Error | null | undefined>((resolve) => {
      this.tar.entry({ name, size: content.byteLength, mtime: new Date(0) }, resolve).end(content);
    });
    // A tar that stopped was stopped by the fault of its output.
    if (stopped) throw (await this.pump) ?? stopped;
    return place;
  }

  private async writeAll(): Promise<void> {
    for await (const chunk of this.tar) {
      if (!(chunk instanceof Uint8Array)) throw new Error('the tar packer gave something other than bytes');
      this.hash.update(chunk);
      this.written += chunk.byteLength;
      await this.output.write(chunk);
    }
  }
}

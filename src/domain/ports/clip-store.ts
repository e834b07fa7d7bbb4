import type { ClipLabels } from '../data/clip-labels.js';
import type { Mask } from '../data/mask.js';
import type { RgbImage } from './media.js';

/** State of one annotation row after preparation (spec/datasets §8). Every row ends in exactly one. */
export type ClipState = 'ok' | 'missing' | 'unreadable' | 'no-audio' | 'no-video' | 'short' | 'silent' | 'bad-annotation';

/** The states of clips that can be used: the others have no frames and no waveform in the cache. */
export const usableStates: readonly ClipState[] = ['ok', 'short', 'silent'];

/** One row of the cache's index: everything but the media. */
export interface ClipEntry {
  /** Unique within the data set: a row, not a video, is the unit. */
  readonly id: string;
  readonly split: string;
  readonly state: ClipState;
  /** Why, in words, for every state but `ok` (decoder text, missing seconds, annotation line); for `ok` what is not used of a longer file. */
  readonly detail?: string;
  /** Class index per segment; the number of classes stands for background. Empty where the data set gives no single class per segment. */
  readonly segmentLabels: readonly number[];
  readonly labels?: ClipLabels;
  /** The row of the same media that holds them for this one too, where a data set says several things of one file. */
  readonly mediaOf?: string;
}

/** The media of one clip as stored: one frame a segment and the whole waveform. */
export interface StoredClip {
  readonly entry: ClipEntry;
  readonly frames: readonly RgbImage[];
  /** Mono, −1…1, exactly `segments * segmentSeconds * sampleRateHz` samples. */
  readonly waveform: Float32Array;
  /** One a segment where the data set draws what sounds; `undefined` for segments without a drawing. */
  readonly masks?: readonly (Mask | undefined)[];
  /** Frames of other files that it comes with in training, where the task asks for some; never stored. */
  readonly otherFrames?: readonly RgbImage[];
}

/** The media of {@link StoredClip}. */
export type ClipMedia = Omit<StoredClip, 'entry' | 'otherFrames'>;

/** What the cache was made from and how: a change of any of it makes another cache. */
export interface CacheDescription {
  readonly schema: 1;
  readonly dataset: string;
  readonly classes: readonly string[];
  readonly segments: number;
  readonly segmentSeconds: number;
  readonly sampleRateHz: number;
  readonly frameFormat: 'jpeg' | 'png';
  /** Longest side of a stored frame in pixels; larger ones are scaled down. */
  readonly maxFrameSide: number;
  /** The segments are spread evenly over each file; absent for the beginning of a file in a row. */
  readonly spread?: 'whole-file';
  /** SHA-256 of each annotation file, by file name. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Shown in reports. */
  readonly title: string;
  /** The clips are rendered, not recorded: reports say so on every figure. */
  readonly rendered: boolean;
}

/** Writes clips in shards. Finished shards survive an interruption; the same call again continues after them. */
export interface ClipCacheWriter {
  /** Rows that finished shards already hold, by id. */
  readonly done: ReadonlyMap<string, ClipEntry>;
  /** Adds a row; `media` for usable states only, and not where another row has them. */
  add(entry: ClipEntry, media?: ClipMedia): Promise<void>;
  /**
   * Completes the open shard and frees the folder; idempotent. `complete` (the default) marks the cache as holding all rows,
   * `interrupted` leaves it to be continued.
   */
  close(outcome?: 'complete' | 'interrupted'): Promise<void>;
}

export interface ClipCache {
  readonly description: CacheDescription;
  /** All rows of a split in annotation order. */
  entries(split: string): readonly ClipEntry[];
  /** The row of an id, whatever its split. */
  entry(id: string): ClipEntry | undefined;
  /** Reads one usable clip. @throws AvtoolError when the shard is damaged (checksum), naming it */
  read(id: string): Promise<StoredClip>;
  close(): Promise<void>;
}

export interface ClipStore {
  /** @throws AvtoolError when the folder holds a cache with another description (exit 4) */
  write(folder: string, description: CacheDescription): Promise<ClipCacheWriter>;
  /** @throws AvtoolError when there is none (exit 3) or it is incomplete */
  open(folder: string): Promise<ClipCache>;
}

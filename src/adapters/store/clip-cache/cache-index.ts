import { join } from 'node:path';
import { z } from 'zod';
import type { ClipEntry } from '../../../domain/ports/clip-store.js';
import { readLines } from '../../files/line-file.js';
import { cacheDamaged } from './cache-faults.js';

export const indexFileName = 'index.jsonl';
export const shardFileName = (number: number): string => `shard-${String(number).padStart(6, '0')}.tar`;
export const shardFilePattern = /^shard-\d{6,}\.tar$/;

const spans = z.array(z.tuple([z.number().int(), z.number(), z.number()])).exactOptional();
const labelsSchema = z.object({ classes: z.array(z.number().int()).exactOptional(), audible: spans, visible: spans }).catchall(z.json());

const entrySchema = z.strictObject({
  id: z.string(),
  split: z.string(),
  state: z.enum(['ok', 'missing', 'unreadable', 'no-audio', 'no-video', 'short', 'silent', 'bad-annotation']),
  detail: z.string().exactOptional(),
  segmentLabels: z.array(z.number().int()),
  labels: labelsSchema.exactOptional(),
  mediaOf: z.string().exactOptional(),
}) satisfies z.ZodType<ClipEntry>;

const count = z.number().int().nonnegative();
/** Offset in the shard and length, bytes. */
const rangeSchema = z.tuple([count, count]);

const clipSchema = z.strictObject({
  entry: entrySchema,
  /** Where the clip's files stand, one after the other; absent for states without media. */
  media: z.strictObject({ frames: z.array(rangeSchema), waveform: rangeSchema, masks: z.strictObject({ picture: rangeSchema, segments: z.array(count) }).exactOptional() }).exactOptional(),
});

const shardSchema = z.strictObject({
  file: z.string().regex(shardFilePattern),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: count,
  clips: z.array(clipSchema),
});

/** The last line of a cache that holds all rows. */
const completionSchema = z.strictObject({ complete: z.literal(true) });

const lineSchema = z.union([shardSchema, completionSchema]);

export type ByteRange = z.infer<typeof rangeSchema>;
export type IndexedClip = Omit<z.infer<typeof clipSchema>, 'entry'> & { readonly entry: ClipEntry };
export type IndexedShard = Omit<z.infer<typeof shardSchema>, 'clips'> & { readonly clips: readonly IndexedClip[] };

/** A clip and the shard that holds it. */
export interface StoredPlace {
  readonly entry: ClipEntry;
  readonly media: IndexedClip['media'];
  readonly shard: IndexedShard;
}

export interface CacheIndex {
  readonly shards: readonly IndexedShard[];
  /** By id, in the order in which ids were first added; a later shard's clip replaces an earlier one of the same id. */
  readonly clips: ReadonlyMap<string, StoredPlace>;
  readonly complete: boolean;
}

export const completionLine = JSON.stringify({ complete: true } satisfies z.infer<typeof completionSchema>);

/** Reads the index; a cut last line (a killed process) is passed over. @throws AvtoolError CACHE_DAMAGED (exit 2) naming the line */
export async function readIndex(folder: string): Promise<CacheIndex> {
  const path = join(folder, indexFileName);
  const shards: IndexedShard[] = [];
  const clips = new Map<string, StoredPlace>();
  let complete = false;
  for (const [number, line] of (await readLines(path)).entries()) {
    const parsed = parseLine(line, `${path} line ${number + 1}`);
    complete = 'complete' in parsed;
    if ('complete' in parsed) continue;
    shards.push(parsed);
    for (const { entry, media } of parsed.clips) clips.set(entry.id, { entry, media, shard: parsed });
  }
  return { shards, clips, complete };
}

function parseLine(line: string, where: string): z.infer<typeof lineSchema> {
  try {
    const parsed = lineSchema.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw cacheDamaged(where, 'the index of the clip cache is damaged', 'delete the cache folder, then give the same prepare command again (avtool ave:prepare)');
}

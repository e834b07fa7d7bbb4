import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CacheDescription } from '../../../domain/ports/clip-store.js';
import { systemCode } from '../../files/file-fault.js';
import { cacheDamaged, cacheOther } from './cache-faults.js';

export const descriptionFileName = 'description.json';

const positive = z.number().positive();

const descriptionSchema = z.strictObject({
  schema: z.literal(1),
  dataset: z.string(),
  classes: z.array(z.string()),
  segments: positive.int(),
  segmentSeconds: positive,
  sampleRateHz: positive.int(),
  frameFormat: z.enum(['jpeg', 'png']),
  maxFrameSide: positive.int(),
  spread: z.literal('whole-file').exactOptional(),
  annotations: z.record(z.string(), z.string()),
  title: z.string(),
  rendered: z.boolean(),
}) satisfies z.ZodType<CacheDescription>;

/** `undefined` where the folder has none. @throws AvtoolError CACHE_DAMAGED (exit 2) naming the field */
export async function readDescription(folder: string): Promise<CacheDescription | undefined> {
  const path = join(folder, descriptionFileName);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
  let fault: string;
  try {
    const parsed = descriptionSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    fault = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    fault = error.message;
  }
  throw cacheDamaged(path, `this clip cache is damaged or of another version of avtool (${fault})`, 'delete the cache folder, then prepare again (avtool ave:prepare)');
}

/** @throws AvtoolError CACHE_OTHER (exit 4) saying which field differs, and how */
export function requireSame(folder: string, found: CacheDescription, wanted: CacheDescription): void {
  const [foundFields, wantedFields] = [fieldsOf(found), fieldsOf(wanted)];
  for (const name of new Set([...foundFields.keys(), ...wantedFields.keys()])) {
    const [have, want] = [foundFields.get(name), wantedFields.get(name)];
    if (have !== want) throw cacheOther(folder, `this folder holds a clip cache with another ${name}: ${have ?? 'none'} there, ${want ?? 'none'} wanted`);
  }
}

/** Leaves as JSON text by path, e.g. `annotations.trainSet.txt`. */
function fieldsOf(description: CacheDescription): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(description)) {
    if (name === 'annotations') for (const [file, hash] of Object.entries(description.annotations)) fields.set(`annotations ${file}`, JSON.stringify(hash));
    else fields.set(name, JSON.stringify(value));
  }
  return fields;
}

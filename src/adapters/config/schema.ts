import { z } from 'zod';
import { decoderPreferences, engineDevices } from '../../domain/ports/configuration.js';
import { configurationOptions } from '../../domain/ports/configuration-options.js';
import { byteSizePattern, bytesOf } from './byte-size.js';

const positive = z.int().positive();
const name = z.string().min(1);

const byteSize = z.union([
  positive,
  z.string().regex(byteSizePattern).meta({ examples: ['8GiB'] }).transform((text, context) => {
    const bytes = bytesOf(text);
    if (bytes !== undefined) return bytes;
    context.addIssue({ code: 'custom', message: 'no size in bytes' });
    return z.NEVER;
  }),
]);

const schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('step'), everyEpochs: positive, factor: z.number().positive() }),
  z.strictObject({ kind: z.literal('cosine-warmup'), warmupSteps: z.int().nonnegative(), minimum: z.number().nonnegative() }),
]);

const engine = z.strictObject({ train: name, infer: name, device: z.enum(engineDevices), threads: z.int().nonnegative() });
const media = z.strictObject({ decoder: z.enum(decoderPreferences) });
const train = z.strictObject({
  recipe: name,
  epochs: positive,
  batchSize: positive,
  accumulate: positive,
  accumulation: z.enum(['mean', 'last-batch-only']),
  optimiser: z.enum(['adam', 'adamw']),
  learningRate: z.number().positive(),
  weightDecay: z.number().nonnegative(),
  schedule,
  earlyStop: positive,
  seed: z.int().nonnegative(),
  selectionSplit: name,
  memoryBudget: byteSize,
});
const data = z.strictObject({ dataset: name, folder: name, cache: name });

/** Everything that can be configured. What is said about the keys, and their defaults, are in {@link configurationOptions}. */
export const configurationSchema = z.strictObject({ engine, media, train: train.partial(), model: z.record(z.string(), z.json()), data: data.partial() });

/** The groups with keys of their own; those of `model` are the task's. */
export const groupSchemas = { engine, media, train, data } as const;

/** Valid keys below a group, or `undefined` for `model`. */
export const keysOfGroups: ReadonlyMap<string, readonly string[] | undefined> = new Map(
  Object.entries(configurationSchema.shape).map(([group, schema]) => [group, schema instanceof z.ZodObject ? Object.keys(schema.shape) : undefined]),
);

/** The schema of one key, e.g. `train.epochs`. */
export function schemaOfKey(key: string): z.ZodType | undefined {
  return schemas.get(key) ?? (key.startsWith('model.') ? anything : undefined);
}

const anything = z.json();
const schemas: ReadonlyMap<string, z.ZodType> = new Map(
  Object.entries(groupSchemas).flatMap(([group, { shape }]) => Object.entries(shape).map(([field, schema]: [string, z.ZodType]) => [`${group}.${field}`, schema] as const)),
);

/** The weakest source: what holds when nothing else is said. */
export const builtInDefaults = Object.entries(configurationOptions).flatMap(([key, option]) => ('default' in option ? [{ key, value: option.default, origin: 'default' }] : []));

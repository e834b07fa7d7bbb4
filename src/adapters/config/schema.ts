import { z } from 'zod';
import { decoderPreferences, engineNames } from '../../domain/ports/configuration.js';

const positive = z.int().positive();

const schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('step'), everyEpochs: positive, factor: z.number().positive() }),
  z.strictObject({ kind: z.literal('cosine-warmup'), warmupSteps: z.int().nonnegative(), minimum: z.number().nonnegative() }),
]);

/** Everything that can be configured. Defaults that depend on task or data set are not here: they are in the recipe. */
export const configurationSchema = z.strictObject({
  engine: z.strictObject({
    train: z.enum(engineNames).describe('Engine of training.'),
    infer: z.enum(engineNames).describe('Engine of evaluation and prediction.'),
    threads: z.int().nonnegative().describe('Threads of the engine; 0: one per core.'),
  }),
  media: z.strictObject({ decoder: z.enum(decoderPreferences).describe('What reads and writes video files.') }),
  train: z.strictObject({
    recipe: z.string(),
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
    selectionSplit: z.string(),
  }).partial(),
  model: z.record(z.string(), z.json()),
  data: z.strictObject({ dataset: z.string(), folder: z.string(), cache: z.string() }).partial(),
});

/** The weakest source: what holds when nothing else is said. */
export const builtInDefaults = {
  engine: { train: 'onnxruntime', infer: 'onnxruntime', threads: 0 },
  media: { decoder: 'auto' },
} as const;

/** Valid keys below a group, or `undefined` for `model`, whose keys the task knows. */
export const keysOfGroups: ReadonlyMap<string, readonly string[] | undefined> = new Map(
  Object.entries(configurationSchema.shape).map(([group, schema]) => [group, keysOf(schema)]),
);

function keysOf(schema: z.ZodType): readonly string[] | undefined {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : undefined;
}

/** The schema of one key, e.g. `train.epochs`, for giving text its type. */
export function schemaOfKey(key: string): z.ZodType | undefined {
  const [group, name] = key.split('.');
  if (group === 'model') return z.json();
  const schema: unknown = (configurationSchema.shape as Readonly<Record<string, unknown>>)[group];
  if (!(schema instanceof z.ZodObject)) return undefined;
  const field: unknown = schema.shape[name];
  return field instanceof z.ZodType ? field : undefined;
}

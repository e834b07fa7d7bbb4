import { z } from 'zod';
import { AvtoolError } from '../domain/errors.js';
import type { CacheDescription } from '../domain/ports/clip-store.js';
import type { EngineDescription } from '../domain/ports/engine.js';
import type { Json, Run } from '../domain/ports/run-store.js';
import type { ModelSettings, TrainingSettings } from '../domain/tasks/task.js';

/** `config.json` of a run folder: everything needed to go on, evaluate or understand the run. */
export interface RunConfig {
  readonly schema: 1;
  readonly task: string;
  readonly size: string;
  readonly model: ModelSettings;
  /** The plugin that brings the adapter method named in `model`, unless the task brings it itself. */
  readonly adapterPlugin?: string | undefined;
  readonly training: TrainingSettings;
  /** Weight files the frozen encoders came from. */
  readonly weightFiles: readonly string[];
  readonly data: Pick<CacheDescription, 'dataset' | 'title' | 'rendered' | 'classes' | 'segments' | 'segmentSeconds' | 'sampleRateHz' | 'maxFrameSide' | 'spread' | 'annotations'>;
  readonly cacheFolder: string;
  /** The clips of the training split that are trained on; absent: all. */
  readonly trainClips?: readonly string[] | undefined;
  /** What trains the run; absent in runs of avtool 0.1. */
  readonly engine?: Pick<EngineDescription, 'name' | 'version' | 'device' | 'threads'>;
  readonly versions: Readonly<Record<string, string>>;
  /** Every configured value with its origin. */
  readonly configuration: Json;
}

const json: z.ZodType<Json> = z.json();
const schema = z.strictObject({
  schema: z.literal(1),
  task: z.string(),
  size: z.string(),
  model: z.record(z.string(), json),
  adapterPlugin: z.string().optional(),
  training: z.strictObject({
    recipe: z.string(),
    epochs: z.int().positive(),
    batchSize: z.int().positive(),
    accumulate: z.int().positive(),
    accumulation: z.enum(['mean', 'last-batch-only']),
    optimiser: z.enum(['adam', 'adamw']),
    learningRate: z.number().nonnegative(),
    weightDecay: z.number().nonnegative(),
    maximumGradientNorm: z.number().positive().optional(),
    schedule: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('step'), everyEpochs: z.int().positive(), factor: z.number() }),
      z.strictObject({ kind: z.literal('milestones'), epochs: z.array(z.int().positive()), factor: z.number() }),
      z.strictObject({ kind: z.literal('cosine-warmup'), warmupSteps: z.int().nonnegative(), minimum: z.number().nonnegative() }),
    ]),
    earlyStop: z.int().positive(),
    seed: z.int().nonnegative(),
    selectionSplit: z.string(),
  }),
  weightFiles: z.array(z.string()),
  data: z.strictObject({
    dataset: z.string(),
    title: z.string(),
    rendered: z.boolean(),
    classes: z.array(z.string()),
    segments: z.int().positive(),
    segmentSeconds: z.number().positive(),
    sampleRateHz: z.int().positive(),
    maxFrameSide: z.int().positive(),
    spread: z.literal('whole-file').exactOptional(),
    annotations: z.record(z.string(), z.string()),
  }),
  cacheFolder: z.string(),
  trainClips: z.array(z.string()).optional(),
  engine: z.strictObject({ name: z.string(), version: z.string(), device: z.string(), threads: z.int() }).optional(),
  versions: z.record(z.string(), z.string()),
  configuration: json,
});

/** The configuration as plain JSON. */
export const runConfigToJson = (config: RunConfig): Json => json.parse(JSON.parse(JSON.stringify(config)));

/** @throws AvtoolError RUN_CONFIG naming file and field when the configuration cannot be used */
export async function readRunConfig(run: Run): Promise<RunConfig> {
  const parsed = schema.safeParse(await run.readConfig());
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AvtoolError({
    code: 'RUN_CONFIG',
    message: `the run's configuration is not one of this version: ${issue.message}`,
    where: `${run.path}/config.json, "${issue.path.join('.')}"`,
    fix: 'train again into another run folder',
    exitCode: 2,
  });
}

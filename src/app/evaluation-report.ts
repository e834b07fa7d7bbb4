import type { ClipCache, ClipState } from '../domain/ports/clip-store.js';
import type { Engine } from '../domain/ports/engine.js';
import type { EvaluationContent, ExampleClip } from '../domain/ports/report.js';
import type { Run } from '../domain/ports/run-store.js';
import type { ClipPrediction, TaskDefinition, TaskMetrics } from '../domain/tasks/task.js';
import { learningRecords } from './learning-records.js';
import type { RunConfig } from './run-config.js';
import type { Services } from './services.js';

export interface EvaluationParts {
  readonly services: Services;
  readonly run: Run;
  readonly cache: ClipCache;
  readonly engine: Engine;
  readonly config: RunConfig;
  readonly task: TaskDefinition;
  readonly split: string;
  readonly cacheFolder: string;
  readonly metrics: TaskMetrics;
  readonly baselines: readonly { readonly name: string; readonly value: number }[];
  readonly predictions: readonly ClipPrediction[];
  readonly truths: readonly (readonly number[])[];
}

const worstClips = 10;
const typicalClips = 10;
const jpegQuality = 80;

/** Everything a report of one evaluation shows: numbers, learning curves, the ten worst and ten typical clips. */
export async function evaluationReport(parts: EvaluationParts): Promise<EvaluationContent> {
  const { run, cache, engine, config, task, split, metrics, baselines, services, cacheFolder } = parts;
  const { name, version, device, threads } = await engine.describe();
  const { worst, typical } = chosenClips(parts);
  return {
    kind: 'evaluation',
    title: `${task.title} on ${cache.description.title}`,
    task: task.title,
    dataset: { title: cache.description.title, rendered: cache.description.rendered },
    setup: { command: `avtool ${task.name}:eval`, versions: services.versions, engine: `${name} ${version}, ${device}, ${threads} threads`, seed: config.training.seed, recipe: config.training.recipe, model: config.model },
    notices: config.training.selectionSplit === split ? [`The checkpoint was selected on this split ("${split}"): its numbers are optimistic.`] : [],
    reproduce: `avtool ${task.name}:eval --run ${run.path} --cache ${cacheFolder} --split ${split}`,
    metrics,
    baselines,
    split,
    coverage: coverage(cache, [split]),
    learning: learningRecords(await run.readMetrics()),
    examples: {
      classes: cache.description.classes,
      segmentSeconds: cache.description.segmentSeconds,
      worst: await Promise.all(worst.map((index) => example(parts, index))),
      typical: await Promise.all(typical.map((index) => example(parts, index))),
    },
  };
}

function coverage(cache: ClipCache, splits: readonly string[]): EvaluationContent['coverage'] {
  return splits.map((split) => {
    const clips: Partial<Record<ClipState, number>> = {};
    for (const { state } of cache.entries(split)) clips[state] = (clips[state] ?? 0) + 1;
    return { split, clips };
  });
}

/** Fewest right segments first; typical ones are those around the median. */
function chosenClips({ predictions, truths }: EvaluationParts): { worst: number[]; typical: number[] } {
  const right = predictions.map(({ segmentClasses }, clip) => segmentClasses.filter((label, t) => label === truths[clip][t]).length);
  const order = right.map((_, clip) => clip).sort((a, b) => right[a] - right[b] || a - b);
  const worst = order.slice(0, worstClips);
  const rest = order.slice(worst.length);
  const start = Math.max(0, Math.floor(rest.length / 2) - typicalClips / 2);
  return { worst, typical: rest.slice(start, start + typicalClips) };
}

async function example({ cache, services, predictions, truths }: EvaluationParts, index: number): Promise<ExampleClip> {
  const prediction = predictions[index];
  const clip = await cache.read(prediction.id);
  const images = await services.images();
  const frames = await Promise.all(clip.frames.map(async (frame) => ({ width: frame.width, height: frame.height, mediaType: 'image/jpeg' as const, bytes: await images.encodeJpeg(frame, jpegQuality) })));
  return { truth: truths[index], prediction, frames, waveform: clip.waveform, sampleRateHz: cache.description.sampleRateHz };
}

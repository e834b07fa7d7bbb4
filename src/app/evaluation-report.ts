import type { ClipCache, ClipEntry, ClipState } from '../domain/ports/clip-store.js';
import type { Engine } from '../domain/ports/engine.js';
import type { EvaluationContent, ExampleClip } from '../domain/ports/report.js';
import type { Run } from '../domain/ports/run-store.js';
import type { Baseline, ClipPrediction, SegmentPrediction, TaskDefinition, TaskMetrics } from '../domain/tasks/task.js';
import { withEncodedPictures } from './encoded-pictures.js';
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
  readonly baselines: readonly Baseline[];
  readonly predictions: readonly ClipPrediction[];
  readonly truths: readonly ClipEntry[];
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
    notices: [...(task.notices?.(config.model) ?? []), ...(config.training.selectionSplit === split ? [`The checkpoint was selected on this split ("${split}"): its numbers are optimistic.`] : [])],
    reproduce: `avtool ${task.name}:eval --run ${run.path} --cache ${cacheFolder} --split ${split}`,
    metrics,
    baselines,
    split,
    coverage: coverage(cache, [split]),
    learning: learningRecords(await run.readMetrics()),
    ...(await clipsShown(parts, worst, typical)),
  };
}

function coverage(cache: ClipCache, splits: readonly string[]): EvaluationContent['coverage'] {
  return splits.map((split) => {
    const clips: Partial<Record<ClipState, number>> = {};
    for (const { state } of cache.entries(split)) clips[state] = (clips[state] ?? 0) + 1;
    return { split, clips };
  });
}

/** Timelines where the task predicts and the data set labels one class per segment, else what the task itself shows of the same clips. */
async function clipsShown(parts: EvaluationParts, worst: readonly number[], typical: readonly number[]): Promise<Pick<EvaluationContent, 'examples' | 'sections'>> {
  const { task, cache, config, predictions, truths, services } = parts;
  const { classes, segmentSeconds } = cache.description;
  if (task.timeline === undefined || truths.every(({ segmentLabels }) => segmentLabels.length === 0)) {
    const clips = await Promise.all([...worst, ...typical].map(async (index) => ({ prediction: predictions[index], clip: await cache.read(predictions[index].id) })));
    return { sections: await withEncodedPictures(task.clipSections?.(clips, classes, config.model, segmentSeconds) ?? [], services) };
  }
  const timeline = task.timeline.bind(task);
  const examples = (indices: readonly number[]): Promise<ExampleClip[]> => Promise.all(indices.map((index) => example(parts, timeline(predictions[index]))));
  return { examples: { classes, segmentSeconds, worst: await examples(worst), typical: await examples(typical) } };
}

/** Least right first; typical ones are those around the median. */
function chosenClips({ task, config, predictions, truths }: EvaluationParts): { worst: number[]; typical: number[] } {
  const right = predictions.map((prediction, clip) => task.rightShare(prediction, truths[clip], config.model).right);
  const order = right.map((_, clip) => clip).sort((a, b) => right[a] - right[b] || a - b);
  const worst = order.slice(0, worstClips);
  const rest = order.slice(worst.length);
  const start = Math.max(0, Math.floor(rest.length / 2) - typicalClips / 2);
  return { worst, typical: rest.slice(start, start + typicalClips) };
}

async function example({ cache, services }: EvaluationParts, prediction: SegmentPrediction): Promise<ExampleClip> {
  const clip = await cache.read(prediction.id);
  const images = await services.images();
  const frames = await Promise.all(clip.frames.map(async (frame) => ({ width: frame.width, height: frame.height, mediaType: 'image/jpeg' as const, bytes: await images.encodeJpeg(frame, jpegQuality) })));
  return { truth: clip.entry.segmentLabels, prediction, frames, waveform: clip.waveform, sampleRateHz: cache.description.sampleRateHz };
}

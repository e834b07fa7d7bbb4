import { csvText } from '../domain/experiments/csv-text.js';
import { neighbourPurity } from '../domain/experiments/neighbour-purity.js';
import { tsne, type Point } from '../domain/experiments/t-sne.js';
import { AvtoolError } from '../domain/errors.js';
import { buildGraph, type Graph } from '../domain/graph/graph.js';
import { Scope } from '../domain/graph/leaves.js';
import { simplify } from '../domain/graph/passes/simplify.js';
import { ForwardContext } from '../domain/layers/forward-context.js';
import type { ClipCache } from '../domain/ports/clip-store.js';
import type { ReportPart, ReportSection } from '../domain/ports/report-section.js';
import type { TaskDefinition } from '../domain/tasks/task.js';
import { clipBatches } from './clip-batches.js';
import { compileParts, graphParts } from './compile-parts.js';
import { refuseOtherClips } from './evaluate.js';
import { batchShape, type ModelPlan } from './model-plan.js';
import type { Services } from './services.js';
import { loadTrainedWeights, type TrainedWeights } from './trained-model.js';
import { usableIds } from './usable-ids.js';
import type { UseCaseReport } from './use-case-requests.js';

export interface FeatureMapRequest {
  readonly task: TaskDefinition;
  readonly runFolder: string;
  readonly cacheFolder: string;
  readonly split: string;
  /** At most so many segments, spread over the split. */
  readonly points: number;
  /** The command line that makes the figure again. */
  readonly command: string;
  readonly signal: AbortSignal;
}

export interface FeatureMapReport extends UseCaseReport {
  readonly segments: number;
  /** Share of the five nearest segments of other clips that are of the same class, per cent. */
  readonly purity: readonly { readonly features: string; readonly modules: 'with' | 'without'; readonly value: number }[];
  readonly report: string;
}

/** Segments with an event, and what the encoders make of each by modality. */
interface Features {
  readonly ids: readonly string[];
  readonly seconds: readonly number[];
  readonly labels: readonly number[];
  readonly rows: Readonly<Record<string, readonly Float32Array[]>>;
}

/**
 * The features of segments before and after the modules: two-dimensional maps (paper figure 5) and how pure neighbourhoods are.
 * Writes `features-SPLIT.html` and `features-SPLIT.csv` into the run folder.
 * @throws AvtoolError FEATURES_NONE for a task without, FEATURES_PLAIN for a run without adapters, SPLIT_EMPTY
 */
export async function featureMap(services: Services, request: FeatureMapRequest): Promise<FeatureMapReport> {
  const { task, runFolder, cacheFolder, split, signal } = request;
  const cache = await services.clips.open(cacheFolder);
  try {
    const run = await services.runs.open(runFolder, 'write');
    try {
      const trained = await loadTrainedWeights(run, task, services);
      refuseOtherClips(cache, trained.config, runFolder);
      const without = withoutAdapters(task, trained.plan, runFolder);
      const chosen = chooseClips(cache, split, request.points);
      const features = { with: await featuresOf(services, request, trained, trained.plan, cache, chosen), without: await featuresOf(services, request, trained, without, cache, chosen) };
      if (signal.aborted) return { segments: 0, purity: [], report: '', stopped: 'interrupted', lines: ['Stopped before the features were complete; nothing was written.'] };
      const kept = spread(features.with.labels.length, request.points);
      const random = services.random(trained.config.training.seed).fork('features');
      const maps = Object.keys(features.with.rows).flatMap((modality) =>
        (['without', 'with'] as const).map((modules) => {
          const rows = kept.map((k) => features[modules].rows[modality][k]);
          // The same first places for both, so that they differ by the features alone.
          return { modality, modules, points: tsne(rows, random.fork(modality)), purity: neighbourPurity(rows, kept.map((k) => features.with.labels[k]), kept.map((k) => features.with.ids[k])) };
        }),
      );
      const { classes, title, rendered } = cache.description;
      const labels = kept.map((k) => features.with.labels[k]);
      const purity = maps.flatMap(({ modality, modules, purity: value }) => (value === undefined ? [] : [{ features: modality, modules, value }]));
      const section = sectionOf(maps, labels, classes, purity);
      const { name, version, device } = await (await services.engine('infer')).describe();
      const content = {
        kind: 'sections' as const,
        title: 'Features of the encoders with and without the modules',
        task: task.title,
        dataset: { title, rendered },
        setup: { command: request.command, versions: services.versions, engine: `${name} ${version}, ${device}`, seed: trained.config.training.seed, recipe: trained.config.training.recipe, model: trained.config.model },
        notices: [],
        reproduce: request.command,
        sections: [section],
      };
      await run.writeFile(`features-${split}.csv`, csvOf(maps, kept, features.with, classes));
      await run.writeFile(`features-${split}.html`, await (await services.reports()).render(content));
      const report = `${runFolder}/features-${split}.html`;
      return {
        segments: kept.length,
        purity,
        report,
        lines: [`${kept.length} segments with an event; of the five nearest of other clips so many are of the same class:`, ...purity.map(({ features: what, modules, value }) => `${what}, ${modules} modules`.padEnd(34) + `${value.toFixed(1).padStart(6)} %`), `Figure: ${report}`],
      };
    } finally {
      await run.close();
    }
  } finally {
    await cache.close();
  }
}

/** The same frozen encoders alone. @throws AvtoolError FEATURES_PLAIN */
function withoutAdapters(task: TaskDefinition, { model, training, adapter }: ModelPlan, runFolder: string): ModelPlan {
  if (task.adapters === undefined || adapter === undefined) throw new AvtoolError({ code: 'FEATURES_PLAIN', message: 'the run has no adapters: its features are those of the frozen encoders', where: runFolder, fix: 'take a run that was trained with adapters', exitCode: 2 });
  return { model: { ...model, [task.adapters.setting]: 'none' }, training, adapter: undefined };
}

/** Clips with an event, as many as are needed for the points. */
function chooseClips(cache: ClipCache, split: string, points: number): string[] {
  const { classes, segments } = cache.description;
  const withEvents = usableIds(cache, split).filter((id) => cache.entry(id)?.segmentLabels.some((label) => label < classes.length) ?? false);
  if (withEvents.length === 0) throw new AvtoolError({ code: 'SPLIT_EMPTY', message: `no clip of the split "${split}" has a segment with an event`, fix: 'choose another with --split', exitCode: 3 });
  // At least a third of the segments of a clip hold an event in every data set known here.
  return spread(withEvents.length, Math.ceil((3 * points) / segments)).map((k) => withEvents[k]);
}

/** Of `count` places at most `most`, evenly spread. */
const spread = (count: number, most: number): number[] => (count <= most ? Array.from({ length: count }, (_, k) => k) : Array.from({ length: most }, (_, k) => Math.floor((k * count) / most)));

async function featuresOf(services: Services, { task, signal }: FeatureMapRequest, { config, valuesOf }: TrainedWeights, plan: ModelPlan, cache: ClipCache, ids: readonly string[]): Promise<Features> {
  const shape = batchShape(config.data, config.training.batchSize);
  const graph = featureGraph(task, plan, shape);
  const engine = await services.engine('infer');
  const program = await compileParts(engine, graphParts(graph), await valuesOf(graph));
  try {
    const found = { ids: new Array<string>(), seconds: new Array<number>(), labels: new Array<number>(), rows: Object.fromEntries(Object.keys(graph.outputs).map((name) => [name, new Array<Float32Array>()])) };
    services.reporter.start(plan.adapter === undefined ? 'Features without modules' : 'Features with modules', ids.length, 'clips');
    let done = 0;
    for await (const batch of clipBatches(cache, ids, task, plan.model, shape)) {
      if (signal.aborted) break;
      const outputs = await program.run(batch.inputs);
      batch.ids.forEach((id, clip) => {
        batch.clips[clip].entry.segmentLabels.forEach((label, second) => {
          if (label >= shape.classes) return;
          found.ids.push(id);
          found.seconds.push(second);
          found.labels.push(label);
          for (const [name, { data, shape: [, width] }] of Object.entries(outputs)) {
            const row = clip * shape.segments + second;
            found.rows[name].push(Float32Array.from(data.subarray(row * width, (row + 1) * width)));
          }
        });
      });
      services.reporter.advance((done += batch.ids.length));
    }
    services.reporter.finish(`${done} of ${ids.length} clips are read`);
    return found;
  } finally {
    await program.dispose();
  }
}

function featureGraph(task: TaskDefinition, { model, adapter }: ModelPlan, shape: ReturnType<typeof batchShape>): Graph {
  if (task.features === undefined) throw new AvtoolError({ code: 'FEATURES_NONE', message: `the task "${task.name}" names no features`, fix: 'take a run of avtool ave:train', exitCode: 2 });
  return simplify(buildGraph(task.features(Scope.root((name) => task.trainable(name, model)), model, shape, ForwardContext.evaluation(), adapter)));
}

interface FeaturePoints {
  readonly modality: string;
  readonly modules: 'with' | 'without';
  readonly points: readonly Point[];
}

function sectionOf(maps: readonly FeaturePoints[], labels: readonly number[], classes: readonly string[], purity: FeatureMapReport['purity']): ReportSection<never> {
  const parts: ReportPart<never>[] = [
    { kind: 'text', text: 'Each point is a second in which an event is both seen and heard, coloured by its class (t-SNE, perplexity 30). What lies together in the features lies together here; distances between groups and sizes of groups mean nothing.' },
    { kind: 'scatter', caption: 'Segments by class', classes, panels: maps.map(({ modality, modules, points }) => ({ name: `${modality}, ${modules} modules`, points: points.map(({ x, y }, k) => ({ x, y, label: labels[k] })) })) },
    { kind: 'bars', caption: 'Of the five nearest segments of other clips, measured in the features themselves', measure: 'of the same class', unit: '%', bars: purity.map(({ features, modules, value }) => ({ name: `${features}, ${modules} modules`, value })) },
  ];
  return { title: 'What the modules do to the features', parts };
}

/** One row a segment: its places on all maps. */
function csvOf(maps: readonly FeaturePoints[], kept: readonly number[], { ids, seconds, labels }: Features, classes: readonly string[]): string {
  const header = ['clip', 'second', 'class', ...maps.flatMap(({ modality, modules }) => [`${modality} ${modules} x`, `${modality} ${modules} y`])];
  const rows = kept.map((k, row) => [ids[k], seconds[k], classes[labels[k]], ...maps.flatMap(({ points }) => [points[row].x, points[row].y])]);
  return csvText([header, ...rows]);
}

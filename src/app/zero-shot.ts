import type { TensorValue } from '../domain/graph/tensor.js';
import type { ReportSectionDefinition } from '../domain/ports/report.js';
import { AvtoolError } from '../domain/errors.js';
import type { Graph } from '../domain/graph/graph.js';
import type { Engine } from '../domain/ports/engine.js';
import { compileParts, graphParts } from './compile-parts.js';
import { measure, type EvaluateReport } from './evaluate.js';
import { firstWeights, isFrozenWeight, weightFiles } from './first-weights.js';
import { keepFrozen } from './frozen-copy.js';
import { batchShape, boundModel, mergedSettings, planRun, type PlanRequest } from './model-plan.js';
import { runConfigToJson, type RunConfig } from './run-config.js';
import type { Services } from './services.js';
import { evaluationGraph } from './task-graphs.js';
import { frozenFiles, loadTrainedWeights, required, type TrainedModel } from './trained-model.js';
import { initialProgress, progressToJson } from './training-progress.js';
import { mediaFiles } from './media-files.js';
import { predictFiles } from './predict.js';
import type { TrainRequest, UseCaseReport } from './use-case-requests.js';

/** A model that is not trained: published weights, or those of a run, for classes of one's own. */
export interface UntrainedRequest extends Omit<PlanRequest, 'adapter'>, Pick<TrainRequest, 'task' | 'weights' | 'allowPartial' | 'config' | 'signal'> {
  /** Run folder whose model it is instead, e.g. of a pre-training. */
  readonly from?: string | undefined;
  /** A recipe whose model settings and batch replace those of that run. */
  readonly fromRecipe?: string | undefined;
  readonly data: RunConfig['data'];
}

export interface ZeroShotRequest extends Omit<UntrainedRequest, 'data'> {
  readonly cacheFolder: string;
  /** Where settings, numbers and the report go. */
  readonly runFolder: string;
  readonly split: string;
  readonly sections?: readonly ReportSectionDefinition[];
}

/** Sound of files is decoded at this rate; the model takes it at its own. */
const soundRateHz = 48_000;

/** A model as planned, with its first values. */
interface UntrainedModel {
  readonly config: Omit<RunConfig, 'cacheFolder'>;
  readonly graph: Graph;
  readonly values: ReadonlyMap<string, TensorValue>;
}

/**
 * Measures a model that nothing was trained for on a split. The run folder is that of a training of no epochs: it can be evaluated and predicted with again.
 * @throws AvtoolError RUN_EXISTS, WEIGHTS_*, TOKENISER_*
 */
export async function zeroShot(services: Services, request: ZeroShotRequest): Promise<EvaluateReport> {
  const { task, cacheFolder, runFolder, split, sections, signal } = request;
  const cache = await services.clips.open(cacheFolder);
  try {
    const { dataset, title, rendered, classes, segments, segmentSeconds, sampleRateHz, maxFrameSide, annotations } = cache.description;
    const untrained = await plan(services, { ...request, data: { dataset, title, rendered, classes, segments, segmentSeconds, sampleRateHz, maxFrameSide, annotations } });
    const run = await services.runs.create(runFolder);
    try {
      await run.writeConfig(runConfigToJson({ ...untrained.config, cacheFolder }));
      const { frozen, learnt } = partsOf(untrained);
      await keepFrozen(run, frozen, request.allowPartial ?? false, services);
      await run.saveCheckpoint('last', { tensors: learnt, progress: progressToJson(initialProgress) });
      const engine = await services.engine('infer');
      return await measure(services, { run, cache, engine, model: await open(untrained, engine, cacheFolder) }, { task, runFolder, cacheFolder, split, ...(sections && { sections }), signal });
    } finally {
      await run.close();
    }
  } finally {
    await cache.close();
  }
}

export interface ZeroShotFilesRequest extends Omit<UntrainedRequest, 'data'> {
  readonly files: readonly string[];
  readonly labels: readonly string[];
  readonly cut: Pick<RunConfig['data'], 'segments' | 'segmentSeconds' | 'maxFrameSide'>;
}

/** Says which of the labels each file is, window by window. @throws AvtoolError WEIGHTS_*, TOKENISER_* */
export async function zeroShotFiles(services: Services, request: ZeroShotFilesRequest): Promise<UseCaseReport> {
  const { task, files, labels, cut, signal } = request;
  const data = { ...cut, dataset: 'files', title: 'files', rendered: false, classes: [...labels], sampleRateHz: soundRateHz, annotations: {} };
  const model = await open(await plan(services, { ...request, data }), await services.engine('infer'), '');
  return predictFiles(services, model, { task, files: await mediaFiles(services, files), signal });
}

/** A planned model, ready to predict. */
async function open({ config, graph, values }: UntrainedModel, engine: Engine, cacheFolder: string): Promise<TrainedModel> {
  return { config: { ...config, cacheFolder }, program: await compileParts(engine, graphParts(graph), values), shape: batchShape(config.data, config.training.batchSize), epoch: 0 };
}

async function plan(services: Services, request: UntrainedRequest): Promise<UntrainedModel> {
  const { data, task } = request;
  const source = request.from === undefined ? await ofFiles(services, request) : await ofRun(services, request, request.from);
  const config = { schema: 1 as const, task: task.name, data, versions: services.versions, configuration: request.config, ...source.config };
  const graph = evaluationGraph(task, source.plan, batchShape(data, config.training.batchSize));
  return { config, graph, values: await source.valuesOf(graph) };
}

/** What a checkpoint holds, and the frozen weights beside it. */
function partsOf({ graph, values }: UntrainedModel): { frozen: Map<string, TensorValue>; learnt: Map<string, TensorValue> } {
  const those = (wanted: boolean) => new Map(graph.variables.filter((variable) => isFrozenWeight(variable) === wanted).map(({ name }) => [name, required(values.get(name), name)]));
  return { frozen: those(true), learnt: those(false) };
}

async function ofFiles(services: Services, request: UntrainedRequest) {
  const { task, data, allowPartial = false } = request;
  const files = weightFiles(request.encoder, request.weights);
  const { model: planned, training, adapter, adapterPlugin } = await planRun(task, request, services.adapter);
  const model = await boundModel(task, planned, { classes: data.classes, rows: [], files }, services);
  return {
    config: { size: request.encoder?.name ?? request.size, model, training, adapterPlugin, weightFiles: files },
    plan: { model, training, adapter },
    async valuesOf({ variables }: Graph): Promise<ReadonlyMap<string, TensorValue>> {
      const derived = (values: ReadonlyMap<string, TensorValue>) => task.derivedValues?.(model, values) ?? new Map<string, TensorValue>();
      const { state, notes, warnings, started } = await firstWeights(variables, files, services.weights, services.random(training.seed).fork('weights'), { allowPartial, derived });
      notes.forEach((note) => services.reporter.info(note));
      warnings.forEach((warning) => services.reporter.warn(warning));
      const missing = started.filter((name) => task.drawnAnew?.(name) !== true);
      if (missing.length > 0 && !allowPartial) refuseUntrainedModules(missing, files);
      return new Map(variables.map(({ name }): [string, TensorValue] => [name, required(state.get(name), name)]));
    },
  };
}

async function ofRun(services: Services, { task, data, fromRecipe, model: overrides, training: { batchSize } }: UntrainedRequest, folder: string) {
  const run = await services.runs.open(folder, 'read');
  try {
    const { config, plan, valuesOf } = await loadTrainedWeights(run, task, services);
    const files = await frozenFiles(run, config, services);
    // The files that the run was begun with may be gone: a tokeniser may stand beside any that are left.
    const there = await Promise.all([...new Set([...config.weightFiles, ...files])].map(async (file) => ((await services.data.exists(file)) ? [file] : [])));
    const model = await boundModel(task, mergedSettings(mergedSettings(config.model, fromRecipe === undefined ? {} : task.recipeModels[fromRecipe]), overrides), { classes: data.classes, rows: [], files: there.flat() }, services);
    return { config: { size: config.size, model, training: { ...config.training, ...(fromRecipe !== undefined && { batchSize: task.recipes[fromRecipe].batchSize }), ...(batchSize !== undefined && { batchSize }) }, adapterPlugin: config.adapterPlugin, weightFiles: files }, plan: { ...plan, model }, valuesOf };
  } finally {
    await run.close();
  }
}

function refuseUntrainedModules(names: readonly string[], files: readonly string[]): never {
  throw new AvtoolError({
    code: 'WEIGHTS_MISSING',
    message: `${names.length} learnt weights of the modules are in no weight file, the first is "${names[0]}"`,
    ...(files.length > 0 && { where: files.join(', ') }),
    fix: 'give a file that holds them with --weights, a run that learnt them with --from, or leave the modules out with --recipe zero-shot',
    exitCode: 3,
  });
}

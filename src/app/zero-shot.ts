import type { TensorValue } from '../domain/graph/tensor.js';
import type { ReportSectionDefinition } from '../domain/ports/report.js';
import { AvtoolError } from '../domain/errors.js';
import type { Graph } from '../domain/graph/graph.js';
import { evaluate, type EvaluateReport } from './evaluate.js';
import { firstWeights, weightFiles } from './first-weights.js';
import { batchShape, boundModel, mergedSettings, planRun, type PlanRequest } from './model-plan.js';
import { runConfigToJson, type RunConfig } from './run-config.js';
import type { Services } from './services.js';
import { evaluationGraph } from './task-graphs.js';
import { frozenFiles, loadTrainedWeights, type TrainedModel } from './trained-model.js';
import { initialProgress, progressToJson } from './training-progress.js';
import { predictFiles } from './predict.js';
import type { TrainRequest, UseCaseReport } from './use-case-requests.js';

/** A model that is not trained: published weights, or those of a run, for classes of one's own. */
export interface UntrainedRequest extends Omit<PlanRequest, 'adapter'>, Pick<TrainRequest, 'task' | 'weights' | 'allowPartial' | 'config' | 'signal'> {
  /** Run folder whose model it is instead, e.g. of a pre-training. */
  readonly from?: string | undefined;
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
  readonly learnt: ReadonlyMap<string, TensorValue>;
}

/**
 * Measures a model that nothing was trained for on a split. The run folder is that of a training of no epochs: it can be evaluated and predicted with again.
 * @throws AvtoolError RUN_EXISTS, WEIGHTS_*, TOKENISER_*
 */
export async function zeroShot(services: Services, request: ZeroShotRequest): Promise<EvaluateReport> {
  const { task, cacheFolder, runFolder, split, sections, signal } = request;
  const cache = await services.clips.open(cacheFolder);
  await cache.close();
  const { dataset, title, rendered, classes, segments, segmentSeconds, sampleRateHz, maxFrameSide, annotations } = cache.description;
  const model = await untrained(services, { ...request, data: { dataset, title, rendered, classes, segments, segmentSeconds, sampleRateHz, maxFrameSide, annotations } });
  const run = await services.runs.create(runFolder);
  try {
    await run.writeConfig(runConfigToJson({ ...model.config, cacheFolder }));
    await run.saveCheckpoint('last', { tensors: model.learnt, progress: progressToJson(initialProgress) });
  } finally {
    await run.close();
  }
  return evaluate(services, { task, runFolder, cacheFolder, split, ...(sections && { sections }), signal });
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
  return predictFiles(services, await openUntrained(services, { ...request, data }), { task, files, signal });
}

/** A model that nothing was trained for, ready to predict. */
async function openUntrained(services: Services, request: UntrainedRequest): Promise<TrainedModel> {
  const { config, graph, values } = await untrained(services, request);
  const engine = await services.engine('infer');
  return { config: { ...config, cacheFolder: '' }, program: await engine.compile(graph, { initialState: new Map(values) }), shape: batchShape(config.data, config.training.batchSize), epoch: 0 };
}

async function untrained(services: Services, request: UntrainedRequest): Promise<UntrainedModel> {
  const { data } = request;
  const source = request.from === undefined ? await ofFiles(services, request) : await ofRun(services, request, request.from);
  const config = { schema: 1 as const, task: request.task.name, data, versions: services.versions, configuration: request.config, ...source.config };
  const graph = evaluationGraph(request.task, source.plan, batchShape(data, config.training.batchSize));
  const values = await source.valuesOf(graph);
  const learnt = new Map(graph.variables.flatMap(({ name, kind, trainable }): [string, TensorValue][] => {
    const value = values.get(name);
    return value === undefined || (kind === 'parameter' && !trainable) ? [] : [[name, value]];
  }));
  return { config, graph, values, learnt };
}

async function ofFiles(services: Services, request: UntrainedRequest) {
  const { task, data, allowPartial = false } = request;
  const files = weightFiles(request.encoder, request.weights);
  const { model: planned, training, adapter, adapterPlugin } = await planRun(task, request, services.adapter);
  const model = await boundModel(task, planned, data.classes, files, services);
  return {
    config: { size: request.encoder?.name ?? request.size, model, training, adapterPlugin, weightFiles: files },
    plan: { model, training, adapter },
    async valuesOf({ variables }: Graph): Promise<ReadonlyMap<string, TensorValue>> {
      const derived = (values: ReadonlyMap<string, TensorValue>) => task.derivedValues?.(model, values) ?? new Map<string, TensorValue>();
      const { state, notes, warnings, started } = await firstWeights(variables, files, services.weights, services.random(training.seed).fork('weights'), { allowPartial, derived });
      notes.forEach((note) => services.reporter.info(note));
      warnings.forEach((warning) => services.reporter.warn(warning));
      if (started.length > 0 && !allowPartial) refuseUntrainedModules(started, files);
      return new Map(variables.map(({ name }): [string, TensorValue] => [name, required(state.get(name), name)]));
    },
  };
}

async function ofRun(services: Services, { task, data, model: overrides }: UntrainedRequest, folder: string) {
  const run = await services.runs.open(folder, 'read');
  try {
    const { config, plan, valuesOf } = await loadTrainedWeights(run, task, services);
    const files = await frozenFiles(run, config, services);
    const model = await boundModel(task, mergedSettings(config.model, overrides), data.classes, [...config.weightFiles, ...files], services);
    return { config: { size: config.size, model, training: config.training, adapterPlugin: config.adapterPlugin, weightFiles: files }, plan: { ...plan, model }, valuesOf };
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

function required(value: TensorValue | undefined, name: string): TensorValue {
  if (value === undefined) throw new Error(`no value for "${name}"`);
  return value;
}

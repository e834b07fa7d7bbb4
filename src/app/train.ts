import { join } from 'node:path';
import { usableStates, type ClipCache } from '../domain/ports/clip-store.js';
import type { Run } from '../domain/ports/run-store.js';
import { metricWords } from '../domain/tasks/metric-words.js';
import { select } from '../domain/training/early-stopping.js';
import { mainMetric } from './runs/run-summary.js';
import { adapterOfRun } from './adapter-choice.js';
import { weightFiles } from './first-weights.js';
import { keepFrozen } from './frozen-copy.js';
import { batchShape, boundModel, planRun, type ModelPlan } from './model-plan.js';
import { predictClips } from './predict-clips.js';
import { rememberClips } from './remembered-clips.js';
import { resumedConfig } from './resumed-config.js';
import { runConfigToJson, type RunConfig } from './run-config.js';
import { saveProgress } from './save-progress.js';
import type { Services } from './services.js';
import { runEpoch, type EpochEnd } from './training-epoch.js';
import { frozenFiles } from './trained-model.js';
import { compileTraining } from './training-programs.js';
import { initialProgress, progressFromJson, type TrainingProgress } from './training-progress.js';
import type { TrainingSession } from './training-session.js';
import { usableIds } from './usable-ids.js';
import type { TrainRequest, UseCaseReport } from './use-case-requests.js';

export interface TrainReport extends UseCaseReport {
  readonly runFolder: string;
  readonly stopped: 'finished' | 'early-stop' | 'interrupted';
  /** Epochs completed. */
  readonly epochs: number;
  /** Most memory the process held. */
  readonly peakResidentBytes: number;
  /** Best value of the main metric on the selection split, per cent; null before the first evaluation. */
  readonly best: { readonly epoch: number; readonly metric: string; readonly value: number } | null;
}

/** Decoded clips kept in memory between epochs. */
const rememberedBytes = 256 * 2 ** 20;

/**
 * Trains a task on a prepared cache, selecting the best checkpoint on the selection split; resumable at any batch.
 * @throws AvtoolError RUN_EXISTS, RUN_LOCKED, RUN_SETTINGS, WEIGHTS_*, LOSS_NOT_FINITE …
 */
export async function train(services: Services, request: TrainRequest): Promise<TrainReport> {
  const cache = rememberClips(await services.clips.open(request.cacheFolder), rememberedBytes);
  try {
    const run = request.resume ? await services.runs.open(request.runFolder, 'write') : await services.runs.create(request.runFolder);
    try {
      return await trainIn(run, cache, services, request);
    } finally {
      await run.close();
    }
  } finally {
    await cache.close();
  }
}

async function trainIn(run: Run, cache: ClipCache, services: Services, request: TrainRequest): Promise<TrainReport> {
  const config = request.resume ? await resumedConfig(run, cache, request) : await newConfig(cache, services, request);
  const found = request.resume ? await run.loadCheckpoint('last') : undefined;
  const plan: ModelPlan = { model: config.model, training: config.training, adapter: await adapterOfRun(request.task, config, services.adapter) };
  // Said now, not after an epoch of training.
  for (const split of ['train', plan.training.selectionSplit]) usableIds(cache, split);
  services.reporter.start('Building the training step', undefined, '');
  const engine = await services.engine('train');
  const files = found === undefined ? config.weightFiles : await frozenFiles(run, config, services);
  const programs = await compileTraining(engine, services, request.task, plan, batchShape(cache.description, plan.training.batchSize), files, { allowPartial: request.allowPartial ?? false, memoryBudget: request.memoryBudget, derived: (values) => request.task.derivedValues?.(plan.model, values) ?? new Map() });
  const session: TrainingSession = { services, task: request.task, plan, cache, cacheFolder: request.cacheFolder, trainClips: config.trainClips ?? usableIds(cache, 'train'), run, programs, signal: request.signal };
  try {
    if (!request.resume) {
      const { name, version, device, threads } = await engine.describe();
      await beginRun(session, { ...config, engine: { name, version, device, threads } }, request.allowPartial ?? false);
    }
    return await epochs(session, request.resume ? await restore(session, found) : initialProgress);
  } finally {
    await programs.dispose();
  }
}

async function newConfig(cache: ClipCache, services: Services, request: TrainRequest): Promise<RunConfig> {
  const { model: planned, training, adapterPlugin } = await planRun(request.task, request, services.adapter);
  const { dataset, title, rendered, classes, segments, segmentSeconds, sampleRateHz, maxFrameSide, spread, annotations } = cache.description;
  const files = weightFiles(request.encoder, request.weights);
  const model = await boundModel(request.task, planned, { classes, rows: cache.entries('train').filter(({ state }) => usableStates.includes(state)), files }, services);
  return {
    schema: 1,
    task: request.task.name,
    size: request.encoder?.name ?? request.size,
    model,
    adapterPlugin,
    training,
    weightFiles: files,
    data: { dataset, title, rendered, classes, segments, segmentSeconds, sampleRateHz, maxFrameSide, ...(spread && { spread }), annotations },
    cacheFolder: request.cacheFolder,
    trainClips: request.trainClips,
    versions: services.versions,
    configuration: request.config,
  };
}

async function restore({ run, programs, services }: TrainingSession, found: Awaited<ReturnType<Run['loadCheckpoint']>>): Promise<TrainingProgress> {
  if (found === undefined) {
    services.reporter.info('The run has no checkpoint yet: training starts from the beginning.');
    return initialProgress;
  }
  found.warnings.forEach((warning) => services.reporter.warn(warning));
  await programs.training.writeState(found.checkpoint.tensors);
  return progressFromJson(found.checkpoint.progress, join(run.path, 'checkpoints'));
}

/** Only what compiled becomes a run: a setting or weight file at fault leaves the folder free for the next attempt. */
async function beginRun({ run, programs, services }: TrainingSession, config: RunConfig, partial: boolean): Promise<void> {
  await run.writeConfig(runConfigToJson(config));
  await keepFrozen(run, programs.frozen, partial, services);
}

async function epochs(session: TrainingSession, start: TrainingProgress): Promise<TrainReport> {
  const { plan, run, services, signal } = session;
  let progress = start;
  // A run that had stopped early is over; going on with it would only count further below its best.
  let stopped: TrainReport['stopped'] = progress.selection.epochsBelowBest >= plan.training.earlyStop ? 'early-stop' : 'finished';
  while (stopped === 'finished' && progress.epoch <= plan.training.epochs) {
    const end = await runEpoch(session, progress);
    progress = end.progress;
    if (end.interrupted) {
      await saveProgress(session, progress);
      stopped = 'interrupted';
      break;
    }
    const { next, stop } = await evaluateEpoch(session, end);
    progress = next;
    if (stop) stopped = 'early-stop';
    else if (signal.aborted && progress.epoch <= plan.training.epochs) stopped = 'interrupted';
  }
  const metric = mainMetric(await run.readMetrics()) ?? 'accuracy';
  return trainReport(session, progress, stopped, run.path, metric, services, (await session.programs.training.memory()).peakResidentBytes);
}

/** Evaluation on the selection split, selection, checkpoints and the epoch's record. */
async function evaluateEpoch(session: TrainingSession, end: EpochEnd): Promise<{ next: TrainingProgress; stop: boolean }> {
  const { task, plan, cache, run, programs, services } = session;
  const { epoch } = end.progress;
  await programs.synchronise();
  const ids = usableIds(cache, plan.training.selectionSplit);
  const shape = batchShape(cache.description, plan.training.batchSize);
  // An interruption during evaluation must not cut it short: selection would see half a split.
  const { predictions, truths } = await predictClips(programs.evaluation, cache, ids, task, plan.model, shape, new AbortController().signal, undefined, services.random(plan.training.seed).fork('evaluation'));
  const metrics = task.metrics(predictions, truths, cache.description.classes, plan.model);
  const value = metrics.values[metrics.main] ?? 0;
  const { state, save, stop } = select(end.progress.selection, value, plan.training.earlyStop);
  const next: TrainingProgress = { ...end.progress, epoch: epoch + 1, batch: 0, lossSum: 0, rightSegments: 0, segments: 0, selection: state, bestEpoch: save ? epoch : end.progress.bestEpoch };
  await run.appendMetrics({ kind: 'epoch', epoch, step: end.progress.step, loss: end.loss, trainAccuracy: end.trainAccuracy, learningRate: end.learningRate, seconds: end.seconds, clipsPerSecond: end.clipsPerSecond, split: plan.training.selectionSplit, ...metrics.values });
  // The best one first: a run that dies between the two does this epoch again.
  await saveProgress(session, next, save ? ['best', 'last'] : ['last']);
  const summary = `epoch ${epoch}/${plan.training.epochs}  loss ${end.loss.toFixed(3)}  train ${end.trainAccuracy.toFixed(1)} %  ${plan.training.selectionSplit} ${value.toFixed(2)} %${save ? '  (best)' : ''}  ${end.clipsPerSecond.toFixed(1)} clips/s`;
  services.reporter.finish(summary);
  await run.appendLog(summary);
  return { next, stop };
}

function trainReport({ task, plan, cacheFolder }: TrainingSession, progress: TrainingProgress, stopped: TrainReport['stopped'], runFolder: string, metric: string, services: Services, peakResidentBytes: number): TrainReport {
  const best = progress.bestEpoch === 0 ? null : { epoch: progress.bestEpoch, metric, value: progress.selection.best };
  if (stopped === 'interrupted') services.reporter.finish('stopped; the checkpoint is complete');
  const lines =
    stopped === 'interrupted'
      ? [`Stopped in epoch ${progress.epoch} of ${plan.training.epochs} after ${progress.step} steps.`]
      : [
          ...(best === null ? [] : [`Best ${plan.training.selectionSplit} ${metricWords(metric)} ${best.value.toFixed(2)} % in epoch ${best.epoch}${stopped === 'early-stop' ? ' (stopped early)' : ''}.`]),
          `Peak memory ${(peakResidentBytes / 2 ** 20).toFixed(0)} MiB.`,
          `Run folder: ${runFolder}`,
          `Next: avtool ${task.name}:eval --run ${runFolder} --cache ${cacheFolder}`,
        ];
  return { runFolder, stopped, epochs: progress.epoch - 1, best, peakResidentBytes, lines };
}

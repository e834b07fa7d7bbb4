import { AvtoolError } from '../domain/errors.js';
import type { TensorValue } from '../domain/graph/tensor.js';
import { cosineWarmupSchedule, multiStepSchedule, stepSchedule } from '../domain/training/schedules.js';
import { stepInputs, stepScalars } from '../domain/training/training-step.js';
import type { TrainingSettings } from '../domain/tasks/task.js';
import { clipBatches, type ClipBatch, type OtherFrameDraw } from './clip-batches.js';
import { batchShape } from './model-plan.js';
import { saveProgress } from './save-progress.js';
import { randomValues } from './training-programs.js';
import type { TrainingProgress } from './training-progress.js';
import type { TrainingSession } from './training-session.js';

export interface EpochEnd {
  readonly progress: TrainingProgress;
  /** The signal came; the batches so far count. */
  readonly interrupted: boolean;
  /** Means over the epoch; accuracy in per cent of segments, predicted while training. */
  readonly loss: number;
  readonly trainAccuracy: number;
  readonly learningRate: number;
  readonly seconds: number;
  readonly clipsPerSecond: number;
}

/** A long epoch is saved this often, so that no more than that is lost with the power. */
const minutesPerCheckpoint = 10;

/** Records of single steps are written this often. */
const stepsPerRecord = 20;

/** Trains the rest of one epoch, from `start.batch` on. Order and random inputs depend on seed, epoch and step alone. */
export async function runEpoch(session: TrainingSession, start: TrainingProgress): Promise<EpochEnd> {
  const { services, task, plan, cache, run, programs, signal } = session;
  const { training, model } = plan;
  const shape = batchShape(cache.description, training.batchSize);
  const random = services.random(training.seed);
  const ids = random.fork(`order/${start.epoch}`).shuffle([...session.trainClips]);
  const batches = Math.max(1, Math.floor(ids.length / shape.clips));
  const rate = learningRateOf(training, batches);
  const wantsEpoch = programs.graphs.training.graph.inputs.some(({ origin }) => origin.kind === 'input' && origin.name === stepInputs.epoch);
  const begun = services.clock.monotonicMilliseconds();
  let progress = start;
  let saved = begun;
  let learningRate = 0;
  services.reporter.start(`epoch ${start.epoch}/${training.epochs}`, batches, 'batches');
  const draw: OtherFrameDraw = { pool: session.trainClips, random: (batch) => random.fork(`others/${start.step + batch}`) };
  for await (const batch of clipBatches(cache, ids.slice(start.batch * shape.clips, batches * shape.clips), task, model, shape, draw)) {
    if (signal.aborted) break;
    learningRate = rate(progress.epoch, progress.step);
    const outputs = await programs.training.run({
      ...batch.inputs,
      ...task.makeTargets(batch.clips, model, training.recipe, shape),
      ...randomValues(programs.graphs.training.randoms, random.fork(`step/${progress.step}`)),
      ...stepScalars(progress.batch, batches, learningRate, training),
      ...(wantsEpoch && { [stepInputs.epoch]: { dtype: 'float32' as const, shape: [], data: Float32Array.of(progress.epoch) } }),
    });
    const loss = outputs.loss.data[0];
    if (!Number.isFinite(loss)) throw await lossNotFinite(session, progress, outputs);
    const { right, total } = partRight(session, batch, outputs);
    progress = { ...progress, batch: progress.batch + 1, step: progress.step + 1, lossSum: progress.lossSum + loss, rightSegments: progress.rightSegments + right, segments: progress.segments + total };
    const rateNow = (1000 * (progress.batch - start.batch) * shape.clips) / (services.clock.monotonicMilliseconds() - begun);
    services.reporter.advance(progress.batch, { loss: (progress.lossSum / progress.batch).toFixed(3), accuracy: `${((100 * progress.rightSegments) / progress.segments).toFixed(1)} %`, 'clips/s': rateNow.toFixed(1) });
    if (progress.step % stepsPerRecord === 0) await run.appendMetrics({ kind: 'step', step: progress.step, epoch: progress.epoch, loss, learningRate, ...lossTerms(session, outputs) });
    const now = services.clock.monotonicMilliseconds();
    if (progress.batch < batches && now - saved >= minutesPerCheckpoint * 60_000) {
      await saveProgress(session, progress);
      saved = now;
    }
  }
  const seconds = (services.clock.monotonicMilliseconds() - begun) / 1000;
  return {
    progress,
    interrupted: progress.batch < batches,
    loss: progress.lossSum / Math.max(1, progress.batch),
    trainAccuracy: (100 * progress.rightSegments) / Math.max(1, progress.segments),
    learningRate,
    seconds,
    clipsPerSecond: ((progress.batch - start.batch) * shape.clips) / Math.max(seconds, 1e-9),
  };
}

/** The learning rate of an epoch (from 1) and step (from 0). */
function learningRateOf({ schedule, learningRate, epochs }: TrainingSettings, batches: number): (epoch: number, step: number) => number {
  if (schedule.kind === 'step') {
    const byEpoch = stepSchedule({ rate: learningRate, stepSize: schedule.everyEpochs, gamma: schedule.factor });
    return (epoch) => byEpoch(epoch - 1);
  }
  if (schedule.kind === 'milestones') {
    const byEpoch = multiStepSchedule({ rate: learningRate, milestones: schedule.epochs, gamma: schedule.factor });
    return (epoch) => byEpoch(epoch - 1);
  }
  const byStep = cosineWarmupSchedule({ rate: learningRate, minimum: schedule.minimum, warmupSteps: schedule.warmupSteps, totalSteps: epochs * batches });
  return (_, step) => byStep(step);
}

function partRight({ task, plan, cache }: TrainingSession, batch: ClipBatch, outputs: Readonly<Record<string, TensorValue>>): { right: number; total: number } {
  const predictions = task.decode(outputs, batch.ids, plan.model, batchShape(cache.description, plan.training.batchSize));
  const shares = predictions.map((prediction, row) => {
    const clip = batch.clips[row];
    return task.rightShare(task.compare?.(prediction, clip, plan.model) ?? prediction, clip.entry, plan.model);
  });
  return { right: shares.reduce((sum, { right }) => sum + right, 0), total: shares.reduce((sum, { total }) => sum + total, 0) };
}

function lossTerms({ programs }: TrainingSession, outputs: Readonly<Record<string, TensorValue>>): Record<string, number> {
  return Object.fromEntries(programs.graphs.training.lossTerms.map((name) => [name, outputs[name].data[0]]));
}

/** Names the step and the first tensor that is no longer finite. The checkpoints before it stay. */
async function lossNotFinite({ programs, run, task }: TrainingSession, { epoch, step }: TrainingProgress, outputs: Readonly<Record<string, TensorValue>>): Promise<AvtoolError> {
  const bad = (value: TensorValue): boolean => value.data.some((element: number) => !Number.isFinite(element));
  const names = Object.entries(outputs).filter(([name, value]) => name !== 'loss' && bad(value)).map(([name]) => `output "${name}"`);
  const named = (tensors: Iterable<[string, TensorValue]>): string[] => [...tensors].filter(([, value]) => bad(value)).map(([name]) => `"${name}"`);
  const frozen = named(programs.frozen);
  const weights = named(await programs.training.readState(programs.moved));
  return new AvtoolError({
    code: 'LOSS_NOT_FINITE',
    message: `the loss is not a finite number at step ${step + 1} of epoch ${epoch}; first tensors that are not finite: ${[...frozen, ...names, ...weights].slice(0, 3).join(', ')}`,
    where: run.path,
    fix: `train again with a lower --lr; the checkpoints before this step are kept (avtool ${task.name}:train --resume goes on from them)`,
    exitCode: 1,
  });
}

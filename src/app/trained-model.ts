import { join } from 'node:path';
import { AvtoolError } from '../domain/errors.js';
import type { Graph } from '../domain/graph/graph.js';
import type { TensorValue } from '../domain/graph/tensor.js';
import type { Engine, Program } from '../domain/ports/engine.js';
import type { Run } from '../domain/ports/run-store.js';
import type { BatchShape, TaskDefinition } from '../domain/tasks/task.js';
import { adapterOfRun } from './adapter-choice.js';
import { compileParts, graphParts } from './compile-parts.js';
import { firstWeights } from './first-weights.js';
import { batchShape, type ModelPlan } from './model-plan.js';
import { readRunConfig, type RunConfig } from './run-config.js';
import type { Services } from './services.js';
import { evaluationGraph } from './task-graphs.js';
import { progressFromJson } from './training-progress.js';

/** A run's best model, compiled for inference. */
export interface TrainedModel {
  readonly config: RunConfig;
  readonly program: Program;
  readonly shape: BatchShape;
  /** Epoch whose weights these are (the last finished one when nothing was selected yet). */
  readonly epoch: number;
}

/** A run's best weights, in memory. */
export interface TrainedWeights {
  readonly config: RunConfig;
  /** What the task's graphs are built from. */
  readonly plan: ModelPlan;
  readonly epoch: number;
  /** Values of all variables of one of the task's inference graphs. @throws AvtoolError WEIGHTS_* */
  readonly valuesOf: (graph: Graph) => Promise<Map<string, TensorValue>>;
}

/**
 * Loads the best checkpoint of a run (the last one when there is no best) and its frozen encoders.
 * @throws AvtoolError WEIGHTS_* and those of {@link loadTrainedWeights}
 */
export async function openTrainedModel(run: Run, task: TaskDefinition, engine: Engine, services: Services): Promise<TrainedModel> {
  const { config, plan, epoch, valuesOf } = await loadTrainedWeights(run, task, services);
  const shape = batchShape(config.data, config.training.batchSize);
  const graph = evaluationGraph(task, plan, shape);
  return { config, program: await compileParts(engine, graphParts(graph), await valuesOf(graph)), shape, epoch };
}

/** @throws AvtoolError RUN_TASK, RUN_UNTRAINED, PLUGIN_ABSENT or ADAPTER_UNKNOWN when the run's adapter method is not here */
export async function loadTrainedWeights(run: Run, task: TaskDefinition, services: Services): Promise<TrainedWeights> {
  const config = await readRunConfig(run);
  if (config.task !== task.name) throw new AvtoolError({ code: 'RUN_TASK', message: `the run trains the task "${config.task}", not "${task.name}"`, where: run.path, fix: `use avtool ${config.task}:eval`, exitCode: 2 });
  const found = (await run.loadCheckpoint('best')) ?? (await run.loadCheckpoint('last'));
  if (found === undefined) throw new AvtoolError({ code: 'RUN_UNTRAINED', message: 'the run has no checkpoint yet', where: run.path, fix: `avtool ${task.name}:train --resume --run ${run.path}`, exitCode: 3 });
  found.warnings.forEach((warning) => services.reporter.warn(warning));
  const progress = progressFromJson(found.checkpoint.progress, run.path);
  return {
    config,
    plan: { model: config.model, training: config.training, adapter: await adapterOfRun(task, config, services.adapter) },
    epoch: progress.bestEpoch === 0 ? progress.epoch - 1 : progress.bestEpoch,
    async valuesOf({ variables }) {
      const { state } = await firstWeights(variables, await frozenFiles(run, config, services), services.weights, services.random(config.training.seed).fork('weights'));
      return new Map(variables.map(({ name }): [string, TensorValue] => [name, required(found.checkpoint.tensors.get(name) ?? state.get(name), name)]));
    },
  };
}

/** The run's own copy of the frozen weights, else the files they came from. */
export async function frozenFiles(run: Run, { weightFiles }: Pick<RunConfig, 'weightFiles'>, { data }: Services): Promise<readonly string[]> {
  const copy = join(run.path, 'checkpoints', 'frozen.safetensors');
  return (await data.exists(copy)) ? [copy] : weightFiles;
}

/** A value that has to be there. */
export function required(value: TensorValue | undefined, name: string): TensorValue {
  if (value === undefined) throw new Error(`no value for "${name}"`);
  return value;
}

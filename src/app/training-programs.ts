import type { TensorValue } from '../domain/graph/tensor.js';
import type { RandomInput } from '../domain/layers/forward-context.js';
import type { Engine, Program } from '../domain/ports/engine.js';
import type { Random } from '../domain/ports/random.js';
import { elementCount } from '../domain/graph/shapes.js';
import type { Graph } from '../domain/graph/graph.js';
import type { BatchShape, TaskDefinition } from '../domain/tasks/task.js';
import { compileParts, graphParts, variablesOf } from './compile-parts.js';
import { firstWeights, isFrozenWeight, type FirstWeightsOptions } from './first-weights.js';
import type { ModelPlan } from './model-plan.js';
import type { Services } from './services.js';
import { evaluationGraph, trainingGraph, type TrainingGraph } from './task-graphs.js';

/** The two compiled graphs of a run; the evaluation program gets the trained weights before each use. */
export interface TrainingPrograms {
  readonly training: Program;
  readonly evaluation: Program;
  readonly graphs: { readonly training: TrainingGraph; readonly evaluation: Graph };
  /** Names of all variables that training changes: what a checkpoint holds. */
  readonly moved: readonly string[];
  /** Frozen weights and statistics that training does not move, as loaded: what a model needs besides a checkpoint. */
  readonly frozen: ReadonlyMap<string, TensorValue>;
  /** Copies the moved weights into the evaluation program. */
  synchronise(): Promise<void>;
  dispose(): Promise<void>;
}

export interface CompileTrainingOptions extends FirstWeightsOptions {
  /** Bytes that a training step may take; no bound unless given. */
  readonly memoryBudget?: number | undefined;
}

/** Builds and compiles both graphs from the same first weights. @throws AvtoolError of {@link firstWeights} and {@link trainingGraph} */
export async function compileTraining(engine: Engine, services: Services, task: TaskDefinition, plan: ModelPlan, shape: BatchShape, files: readonly string[], options: CompileTrainingOptions = {}): Promise<TrainingPrograms> {
  const training = trainingGraph(task, plan, shape, options.memoryBudget);
  const { repeated } = training.memory;
  if (repeated > 0) services.reporter.info(`${(100 * repeated).toFixed(1)} % of the step is computed twice to stay within the memory budget`);
  const moved = training.graph.updates.map(({ variable }) => variable.name);
  const changes = new Set(moved);
  const evaluation = graphParts(evaluationGraph(task, plan, shape), (name) => changes.has(name));
  const variables = [...new Map([...variablesOf(training), ...variablesOf(evaluation)].map((variable) => [variable.name, variable])).values()];
  const { state, unused, notes, warnings } = await firstWeights(variables, files, services.weights, services.random(plan.training.seed).fork('weights'), options);
  notes.forEach((note) => services.reporter.info(note));
  warnings.forEach((warning) => services.reporter.warn(warning));
  if (unused.length > 0) services.reporter.info(`${unused.length} tensors of the weight files have no place in this model, e.g. "${unused[0]}"`);
  const frozenNames = new Set(variables.filter((variable) => isFrozenWeight(variable) || (variable.kind === 'statistic' && !moved.includes(variable.name))).map(({ name }) => name));
  const shared = new Set(evaluation.graph.variables.map(({ name }) => name));
  const program = await compileParts(engine, training, state);
  const forward = await compileParts(engine, evaluation, state);
  return {
    training: program,
    evaluation: forward,
    graphs: { training, evaluation: evaluation.graph },
    moved,
    frozen: new Map([...state].filter(([name]) => frozenNames.has(name))),
    synchronise: async () => forward.writeState(await program.readState(moved.filter((name) => shared.has(name)))),
    dispose: async () => {
      await program.dispose();
      await forward.dispose();
    },
  };
}

/** The random inputs of one step: they depend on the seed and the step alone, so that a resumed run draws the same. */
export function randomValues(randoms: readonly RandomInput[], random: Random): Record<string, TensorValue> {
  return Object.fromEntries(
    randoms.map(({ name, tensor }) => [name, { dtype: 'float32', shape: tensor.shape, data: new Float32Array(elementCount(tensor.shape)).map(() => random.uniform()) }]),
  );
}

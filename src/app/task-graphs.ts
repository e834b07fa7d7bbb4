import { buildGraph, type Graph } from '../domain/graph/graph.js';
import { Scope } from '../domain/graph/leaves.js';
import { simplify } from '../domain/graph/passes/simplify.js';
import { ForwardContext, type RandomInput } from '../domain/layers/forward-context.js';
import type { BatchShape, TaskDefinition, TaskExport } from '../domain/tasks/task.js';
import { trainingStep } from '../domain/training/training-step.js';
import { graphParts, type GraphParts } from './compile-parts.js';
import type { ModelPlan } from './model-plan.js';
import { withinMemory, type StepMemory } from './step-memory.js';

export interface TrainingGraph extends GraphParts {
  /** Inputs to fill with seeded random numbers before every step. */
  readonly randoms: readonly RandomInput[];
  /** Names of the loss terms among the outputs (`loss` is the sum). */
  readonly lossTerms: readonly string[];
  readonly memory: StepMemory;
}

/**
 * Forward, backward, optimiser and statistics of a task in one graph.
 * @param memoryBudget bytes that a step may take; what does not fit is computed again
 * @throws AvtoolError MEMORY_BUDGET naming the smallest budget that works
 */
export function trainingGraph(task: TaskDefinition, { model, training, adapter }: ModelPlan, shape: BatchShape, memoryBudget?: number): TrainingGraph {
  const scope = Scope.root((name) => task.trainable(name, model));
  const context = ForwardContext.training();
  const { outputs } = task.forward(scope, model, shape, context, adapter);
  const { loss, terms } = task.loss(outputs, model, training.recipe, shape);
  const lossTerms = Object.fromEntries(Object.entries(terms).map(([name, tensor]) => [`loss/${name}`, tensor]));
  const learnt = [...scope.tensors().values()].filter(({ origin }) => origin.kind === 'variable' && origin.variable.trainable);
  const graph = trainingStep({ loss, outputs: { ...outputs, ...lossTerms }, statistics: context.updates(), learnt, settings: training });
  const { graph: varying, fixed } = graphParts(simplify(graph));
  return { ...withinMemory(varying, memoryBudget), ...(fixed && { fixed }), randoms: context.randomInputs(), lossTerms: Object.keys(lossTerms) };
}

/** The forward pass alone, in evaluation mode but for the batch statistics of tasks that want them. */
export function evaluationGraph(task: TaskDefinition, { model, adapter }: Pick<ModelPlan, 'model' | 'adapter'>, shape: BatchShape): Graph {
  const context = task.batchStatistics?.(model) === true ? ForwardContext.trainingWithoutNoise() : ForwardContext.evaluation();
  const { outputs } = task.forward(Scope.root((name) => task.trainable(name, model)), model, shape, context, adapter);
  return simplify(buildGraph(outputs, context.updates()));
}

/** The forward pass as files for other programs hold it: raw inputs, probabilities out. @returns the graph and which of its inputs are bytes */
export function exportGraph(task: TaskDefinition, taskExport: TaskExport, { model, adapter }: Pick<ModelPlan, 'model' | 'adapter'>, shape: BatchShape): { graph: Graph; byteInputs: readonly string[] } {
  const { outputs, byteInputs } = taskExport.graph(Scope.root((name) => task.trainable(name, model)), model, shape, ForwardContext.evaluation(), adapter);
  return { graph: simplify(buildGraph(outputs)), byteInputs };
}

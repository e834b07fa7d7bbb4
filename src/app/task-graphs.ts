import { buildGraph, type Graph } from '../domain/graph/graph.js';
import { Scope } from '../domain/graph/leaves.js';
import { mergeCommonSubexpressions } from '../domain/graph/passes/common-subexpressions.js';
import { ForwardContext, type RandomInput } from '../domain/layers/forward-context.js';
import type { BatchShape, TaskDefinition } from '../domain/tasks/task.js';
import { trainingStep } from '../domain/training/training-step.js';
import type { ModelPlan } from './model-plan.js';

export interface TrainingGraph {
  readonly graph: Graph;
  /** Inputs to fill with seeded random numbers before every step. */
  readonly randoms: readonly RandomInput[];
  /** Names of the loss terms among the outputs (`loss` is the sum). */
  readonly lossTerms: readonly string[];
}

/** Forward, backward, optimiser and statistics of a task in one graph. */
export function trainingGraph(task: TaskDefinition, { model, training }: ModelPlan, shape: BatchShape): TrainingGraph {
  const scope = Scope.root(task.trainable);
  const context = ForwardContext.training();
  const { outputs } = task.forward(scope, model, shape, context);
  const { loss, terms } = task.loss(outputs, model, training.recipe, shape);
  const lossTerms = Object.fromEntries(Object.entries(terms).map(([name, tensor]) => [`loss/${name}`, tensor]));
  const learnt = [...scope.tensors().values()].filter(({ origin }) => origin.kind === 'variable' && origin.variable.trainable);
  const graph = trainingStep({ loss, outputs: { ...outputs, ...lossTerms }, statistics: context.updates(), learnt, settings: training });
  return { graph: mergeCommonSubexpressions(graph), randoms: context.randomInputs(), lossTerms: Object.keys(lossTerms) };
}

/** The forward pass alone, in evaluation mode. */
export function evaluationGraph(task: TaskDefinition, { model }: Pick<ModelPlan, 'model'>, shape: BatchShape): Graph {
  const { outputs } = task.forward(Scope.root(task.trainable), model, shape, ForwardContext.evaluation());
  return mergeCommonSubexpressions(buildGraph(outputs));
}

import { elementCount } from '../domain/graph/shapes.js';
import type { Tensor, TensorValue } from '../domain/graph/tensor.js';
import type { StoredClip } from '../domain/ports/clip-store.js';
import type { Random } from '../domain/ports/random.js';
import type { BatchShape, TaskDefinition } from '../domain/tasks/task.js';
import { stepInputs, stepScalars } from '../domain/training/training-step.js';
import type { ModelPlan } from './model-plan.js';
import type { TrainingGraph } from './task-graphs.js';
import { randomValues } from './training-programs.js';

/** Inputs of a training step from a seed: labels of made-up events, the step's own numbers, and normal noise for everything that is seen and heard. */
export function benchInputs(task: TaskDefinition, { model, training }: ModelPlan, { graph, randoms }: TrainingGraph, shape: BatchShape, random: Random): Record<string, TensorValue> {
  const known: Record<string, TensorValue> = {
    ...task.makeTargets(Array.from({ length: shape.clips }, (_, row) => labelledClip(String(row), shape, random)), model, training.recipe, shape),
    ...randomValues(randoms, random),
    ...stepScalars(0, 1, training.learningRate, training),
    [stepInputs.epoch]: { dtype: 'float32', shape: [], data: Float32Array.of(1) },
  };
  return Object.fromEntries(graph.inputs.map((tensor) => [nameOf(tensor), known[nameOf(tensor)] ?? noise(tensor, random)]));
}

/** The inputs that a graph has, copied: an engine may take the arrays over. */
export const inputsOf = (inputs: readonly Tensor[], values: Readonly<Record<string, TensorValue>>): Record<string, TensorValue> =>
  Object.fromEntries(inputs.map(nameOf).map((name) => [name, { ...values[name], data: values[name].data.slice() }]));

/** A clip without pictures and sound, with one event of one class in its middle. */
function labelledClip(id: string, { segments, classes }: BatchShape, random: Random): StoredClip {
  const label = random.integer(classes);
  const segmentLabels = Array.from({ length: segments }, (_, t) => (t >= segments / 4 && t < (3 * segments) / 4 ? label : classes));
  return { entry: { id, split: 'train', state: 'ok', segmentLabels, labels: { classes: [label] } }, frames: [], waveform: new Float32Array() };
}

function noise({ dtype, shape }: Tensor, random: Random): TensorValue {
  if (dtype !== 'float32') throw new Error(`a bench has no ${dtype} for an input of the network`);
  return { dtype, shape, data: Float32Array.from({ length: elementCount(shape) }, () => random.normal()) };
}

function nameOf({ origin }: Tensor): string {
  if (origin.kind !== 'input') throw new Error('the graph lists a tensor as input that is none');
  return origin.name;
}

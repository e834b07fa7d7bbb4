import { gradients } from '../graph/gradients.js';
import { buildGraph, type Graph, type Update } from '../graph/graph.js';
import { input, variableTensor } from '../graph/leaves.js';
import { add, mul, where } from '../graph/operations.js';
import { GraphError, type Tensor, type TensorValue, type Variable } from '../graph/tensor.js';
import type { TrainingSettings } from '../tasks/task.js';
import { clipGradientNorm } from './clip-gradient-norm.js';
import { adam, adamw, storedParameter, type LearntParameter } from './optimisers.js';
import { packParameters } from './packed-parameters.js';

/** Names of the scalars that the training loop feeds besides the batch. */
export const stepInputs = {
  learningRate: 'step/learningRate',
  /** 0 at the first batch of a group, then 1 (accumulation only). */
  keep: 'step/keep',
  /** What this batch's gradient counts in its group (accumulation only). */
  share: 'step/share',
  /** Whether the optimiser steps after this batch (accumulation only). */
  apply: 'step/apply',
  /** From 1; for losses that change with it. */
  epoch: 'step/epoch',
} as const;

export interface TrainingStepParts {
  readonly loss: Tensor;
  /** Shown values (loss terms, predictions) by name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Statistics that the forward pass moves. */
  readonly statistics: readonly Update[];
  /** The learnt variables. */
  readonly learnt: readonly Tensor[];
  readonly settings: Pick<TrainingSettings, 'optimiser' | 'weightDecay' | 'accumulate' | 'maximumGradientNorm'>;
}

/**
 * One training step as one graph: forward, backward, optimiser, statistics. Parameters the loss does not reach keep value and state.
 * With `maximumGradientNorm` all gradients of a batch are scaled together, and their norm before that is the output `gradientNorm`.
 * With `accumulate` > 1 the gradients of a group of batches are summed in state, and the optimiser's changes take effect where `step/apply` is true.
 */
export function trainingStep({ loss, outputs, statistics, learnt, settings }: TrainingStepParts): Graph {
  const built = gradients(loss, learnt);
  const parameters = learnt.flatMap((tensor, k): LearntParameter[] => {
    const gradient = built[k];
    return gradient === undefined ? [] : [{ tensor, gradient }];
  });
  if (parameters.length === 0) throw new GraphError('the loss reaches no learnt parameter: nothing can be trained');
  const { limited, norm } = limitedGradients(packParameters(parameters), settings);
  const updates = settings.accumulate === 1 ? optimise(limited, settings) : accumulated(limited, settings);
  return buildGraph({ ...outputs, ...(norm && { gradientNorm: norm }), loss }, [...statistics, ...updates]);
}

function limitedGradients(parameters: readonly LearntParameter[], { maximumGradientNorm }: TrainingStepParts['settings']): { readonly limited: readonly LearntParameter[]; readonly norm?: Tensor } {
  if (maximumGradientNorm === undefined) return { limited: parameters };
  const { norm, clipped } = clipGradientNorm(parameters.map(({ gradient }) => gradient), maximumGradientNorm);
  return { norm, limited: parameters.map((parameter, k) => ({ ...parameter, gradient: clipped[k] })) };
}

function optimise(parameters: readonly LearntParameter[], { optimiser, weightDecay }: TrainingStepParts['settings']): Update[] {
  const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay, stepCounts: 'shared' } as const;
  const learningRate = input(stepInputs.learningRate, []);
  return optimiser === 'adam' ? adam(parameters, learningRate, options) : adamw(parameters, learningRate, options);
}

function accumulated(parameters: readonly LearntParameter[], settings: TrainingStepParts['settings']): Update[] {
  const keep = input(stepInputs.keep, []);
  const share = input(stepInputs.share, []);
  const apply = input(stepInputs.apply, [], 'bool');
  const sums: Update[] = [];
  const summed = parameters.map((parameter): LearntParameter => {
    const { name, updates } = storedParameter(parameter);
    const { tensor, gradient } = parameter;
    const variable: Variable = { name: `optimiser/accumulated/${name}`, dtype: 'float32', shape: tensor.shape, kind: 'optimiser', trainable: false, initialiser: { kind: 'constant', value: 0 } };
    const next = add(mul(variableTensor(variable), keep), mul(gradient, share));
    sums.push({ variable, next });
    return { tensor, gradient: next, stored: { name, updates: (moved) => updates(where(apply, moved, tensor)) } };
  });
  const held = optimise(summed, settings).map(({ variable, next }) => ({ variable, next: variable.kind === 'optimiser' ? where(apply, next, variableTensor(variable)) : next }));
  return [...sums, ...held];
}

/**
 * The step's scalars for batch `index` (from 0) of an epoch of `batches` batches, in groups of `accumulate`; the last group may be shorter.
 * spec/task-ave §6 (published) and §9.1 (fixed).
 */
export function stepScalars(index: number, batches: number, learningRate: number, { accumulate, accumulation }: Pick<TrainingSettings, 'accumulate' | 'accumulation'>): Record<string, TensorValue> {
  const scalar = (value: number): TensorValue => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
  if (accumulate === 1) return { [stepInputs.learningRate]: scalar(learningRate) };
  const position = index % accumulate;
  const groupSize = Math.min(accumulate, batches - (index - position));
  const alone = accumulation === 'last-batch-only';
  return {
    [stepInputs.learningRate]: scalar(learningRate),
    [stepInputs.keep]: scalar(alone || position === 0 ? 0 : 1),
    [stepInputs.share]: scalar(alone ? 1 : 1 / groupSize),
    [stepInputs.apply]: { dtype: 'bool', shape: [], data: Uint8Array.of(position === groupSize - 1 ? 1 : 0) },
  };
}

import type { Scope } from '../../src/domain/graph/leaves.js';
import type { Tensor, TensorValue } from '../../src/domain/graph/tensor.js';
import type { ForwardContext } from '../../src/domain/layers/forward-context.js';
import type { Random } from '../../src/domain/ports/random.js';

/** Examples of one modality with their classes. */
export interface Batch {
  /** What the encoder is fed, and the targets, by input name. */
  readonly inputs: Readonly<Record<string, TensorValue>>;
  /** The classes of each example. */
  readonly truths: readonly (readonly number[])[];
}

/** What one encoder, or a pair of encoders, learns before it is frozen: to name what is seen, or what is heard. */
export interface Exercise {
  readonly name: string;
  /** Whether a weight is the encoder's, as the task networks call it; everything else is thrown away. */
  keeps(weight: string): boolean;
  readonly steps: number;
  /** The highest one, after the warm-up. */
  readonly learningRate: number;
  /** @returns logits [N, classes] */
  logits(scope: Scope, batchSize: number, context: ForwardContext): Tensor;
  loss(logits: Tensor): Tensor;
  /** New examples. */
  draw(random: Random, batchSize: number): Batch;
  /** Numbers between 0 and 1 by name, the main one first. @param logits one row an example */
  score(logits: readonly Float32Array[], truths: Batch['truths']): Readonly<Record<string, number>>;
}

/** The share of the items for which `holds` does. */
export const share = <T>(items: readonly T[], holds: (item: T, index: number) => boolean): number => items.filter(holds).length / items.length;

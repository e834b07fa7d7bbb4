import type { Tensor, TensorValue } from '../../../src/domain/graph/tensor.js';
import type { Engine } from '../../../src/domain/ports/engine.js';

export interface GoldenCase {
  /** Folder name, e.g. `ops-lstm`. */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly parameters: ReadonlyMap<string, TensorValue>;
  readonly inputs: ReadonlyMap<string, TensorValue>;
  readonly expectedNames: readonly string[];
  readonly gradientNames: readonly string[];
}

/** What a kind may use to compute a case. */
export interface GoldenContext {
  readonly golden: GoldenCase;
  readonly engine: Engine;
  /**
   * Compiles and runs a graph once on the engine. Graph inputs get the case's inputs of the same name; variables get the case's parameters of
   * the same name, or else their `constant`/`value` initialiser.
   * @param updates next values of variables (e.g. batch-norm statistics), returned under their variable's name
   * @param extraInputs values of graph inputs that the case does not list (targets derived from its labels)
   */
  readonly evaluate: (
    outputs: Readonly<Record<string, Tensor>>,
    updates?: ReadonlyMap<string, Tensor>,
    extraInputs?: Readonly<Record<string, TensorValue>>,
  ) => Promise<Record<string, TensorValue>>;
  /** The cotangent sum over the given outputs: Σ output · fill("cotangent/" + name, shape, 0, 1). */
  readonly cotangentLoss: (outputs: Readonly<Record<string, Tensor>>) => Tensor;
}

/** Arrays by the names of the case's `expected` and `gradients` tables. */
export interface GoldenResult {
  readonly expected: Readonly<Record<string, TensorValue>>;
  readonly gradients: Readonly<Record<string, TensorValue>>;
}

/** Computes every case of one kind (the folder's prefix). */
export interface GoldenKind {
  readonly kind: string;
  compute(context: GoldenContext): Promise<GoldenResult>;
}

import type { Tensor } from '@tensorflow/tfjs-core';
import type { AttributesOf, OperatorName } from '../../../../domain/graph/operators/table.js';
import type { Attributes, TensorType } from '../../../../domain/graph/tensor.js';

/** The functions of TensorFlow.js, whichever package brings them. */
export type Tfjs = typeof import('@tensorflow/tfjs-core');

/** What computes: the functions, with a backend set. */
export interface Backend {
  readonly tf: Tfjs;
  /** Whether the kernels are those of tfjs-backend-wasm: some of them need a detour. */
  readonly isWasm: boolean;
}

/** Computes all results of one call; none of them has zero elements. Everything else it makes is freed by the caller; an operand may be handed back as the result. */
export type Lowering<A extends Attributes> = (backend: Backend, operands: readonly Tensor[], attributes: A, results: readonly TensorType[]) => Tensor | readonly Tensor[];

/** Lowerings of some operators, each with the attributes that its operator declares. */
export type Lowerings<Name extends OperatorName> = { readonly [Key in Name]: Lowering<AttributesOf<Key>> };

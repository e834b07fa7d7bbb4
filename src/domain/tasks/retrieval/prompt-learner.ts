import type { Scope } from '../../graph/leaves.js';
import { concat, expand, reshape, slice } from '../../graph/operations.js';
import type { Initialiser, Tensor } from '../../graph/tensor.js';

/** The context where it is learnt, and where it is drawn anew: under a name that no file and no run has. */
export const contextNames = { learnt: 'ctx', fresh: 'fresh_ctx' } as const;

export const contextPositions = ['end', 'middle', 'front'] as const;
/** Where the class name stands among the learned context tokens. */
export type ContextPosition = (typeof contextPositions)[number];

export interface PromptLearnerSettings {
  /** Learned context tokens, shared by all classes (`N_CTX`). */
  readonly contextTokens: number;
  readonly position: ContextPosition;
}

/**
 * Prompts whose context is learned (CoOp): the placeholder tokens after the start mark are replaced by `ctx` [tokens, C]. spec/task-fewshot-zeroshot §4.
 * @param embedded tokens of "X X X X name." [K, L, C] @param nameLengths tokens of each class name [K]
 * @returns [K, L, C]
 */
export function learnedPrompts(scope: Scope, embedded: Tensor, nameLengths: readonly number[], settings: PromptLearnerSettings, start: Initialiser, name: string = contextNames.learnt): Tensor {
  const [classes, length, width] = embedded.shape;
  const n = settings.contextTokens;
  const ctx = scope.parameter(name, [n, width], start);
  const context = (from: number, to: number, rows: number): Tensor => expand(reshape(slice(ctx, 0, from, to), [1, to - from, width]), [rows, to - from, width]);
  if (settings.position === 'end') return concat([slice(embedded, 1, 0, 1), context(0, n, classes), slice(embedded, 1, 1 + n, length)], 1);
  const before = settings.position === 'middle' ? Math.floor(n / 2) : 0;
  const rows = nameLengths.map((nameLength, k) => {
    const row = slice(embedded, 0, k, k + 1);
    const name = slice(row, 1, 1 + n, 1 + n + nameLength);
    const rest = slice(row, 1, 1 + n + nameLength, length);
    const parts = [slice(row, 1, 0, 1), ...(before > 0 ? [context(0, before, 1)] : []), name, context(before, n, 1), rest];
    return concat(parts, 1);
  });
  return concat(rows, 0);
}

/** `meta_net` of the published state dict: trainable there, never called. */
export function declareMetaNet(scope: Scope, embedding: number, width: number): void {
  const narrow = Math.floor(embedding / 16);
  const zero: Initialiser = { kind: 'constant', value: 0 };
  scope.child('meta_net').child('linear1').parameter('weight', [narrow, embedding], zero);
  scope.child('meta_net').child('linear1').parameter('bias', [narrow], zero);
  scope.child('meta_net').child('linear2').parameter('weight', [width, narrow], zero);
  scope.child('meta_net').child('linear2').parameter('bias', [width], zero);
}

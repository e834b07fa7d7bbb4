import type { Scope } from '../graph/leaves.js';
import { add, matmul, mul, softmax, swapLast } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';

export type TokenStart = 'uniform' | 'zeros';

/**
 * Cross-attention through few learned tokens: they read the prompt, then the stream reads them; the gate `gate_av` starts at 0.
 * LAVisH (Lin et al., CVPR 2023); spec/dgsct-core §2.2; no 1/√C anywhere.
 * @param x tokens of the stream [N, L, C] @param P prompt in the stream's width [N, L', C]
 * @param latentTokens K
 * @param start of the tokens: uniform in [0, 1), or 0 as in AVQA and AVS
 * @returns x₁ [N, L, C]
 */
export function attendLatentTokens(scope: Scope, x: Tensor, P: Tensor, latentTokens: number, start: TokenStart = 'uniform'): Tensor {
  const t = scope.parameter('my_tokens', [latentTokens, x.shape[2]], start === 'zeros' ? { kind: 'constant', value: 0 } : { kind: 'uniform', low: 0, high: 1 });
  const gate = scope.parameter('gate_av', [1], { kind: 'constant', value: 0 });
  const R = add(t, matmul(softmax(matmul(t, swapLast(P)), -1), P)); // [N, K, C]
  return add(x, mul(gate, matmul(softmax(matmul(x, swapLast(R)), -1), R)));
}

import type { Scope } from '../graph/leaves.js';
import { add, matmul, mul, reduceMean, relu, reshape, sigmoid, softmax, swapLast, tanh } from '../graph/operations.js';
import { GraphError, type Tensor } from '../graph/tensor.js';
import { batchNorm } from '../layers/batch-norm.js';
import type { ForwardContext } from '../layers/forward-context.js';
import { groupedLinear } from '../layers/grouped-linear.js';
import { layerNorm } from '../layers/layer-norm.js';
import { linear, uniformFanIn } from '../layers/linear.js';
import type { AdapterSettings } from './adapter-settings.js';

export interface AdapterOutput {
  /** What the caller adds to the stream [N, L, C]. */
  readonly residual: Tensor;
  /** m: weights of the tokens for pooling, rows sum to 1 [N, 1, L]; absent without guidance. */
  readonly spatialMap: Tensor | undefined;
}

/**
 * The DG-SCT adapter Ω: one modality's tokens guide the other's over channels and space.
 * Paper equations 3, 4 and 6; spec/dgsct-core §2. Symbols: x stream, p prompt, P projected prompt, a its mean, c channel map, s spatial scores.
 * @param x tokens of the stream [N, L, C]
 * @param prompt tokens of the other modality [N, L_p, C_p]
 */
export function dgsctAdapter(scope: Scope, x: Tensor, prompt: Tensor, settings: AdapterSettings, context: ForwardContext): AdapterOutput {
  if (!settings.multimodal) return { residual: bottleneck(scope, x, settings, context), spatialMap: undefined };
  const P = projectPrompt(scope, prompt, x.shape[1], x.shape[2]);
  const x1 = attendLatentTokens(scope, x, P, settings);
  const a = reduceMean(P, [1], true); //                               [N, 1, C]
  const c = channelMap(scope, x1, a); //                               [N, 1, C]
  const s = spatialScores(scope, x1, a, c); //                         [N, L, 1]
  const x2 = modulate(x1, c, s, settings);
  return { residual: bottleneck(scope, x2, settings, context), spatialMap: softmax(swapLast(tanh(s)), -1) };
}

/** The prompt in the stream's shape: tokens mixed by `conv_adapter`, channels by `fc`. Spec §2.1. @returns P [N, L, C] */
function projectPrompt(scope: Scope, prompt: Tensor, tokens: number, width: number): Tensor {
  const promptTokens = prompt.shape[1];
  const mixing = scope.child('conv_adapter');
  const weight = reshape(mixing.parameter('weight', [tokens, promptTokens, 1, 1], uniformFanIn(promptTokens)), [tokens, promptTokens]);
  const bias = reshape(mixing.parameter('bias', [tokens], uniformFanIn(promptTokens)), [tokens, 1]);
  return linear(scope.child('fc'), add(matmul(weight, prompt), bias), width);
}

/** Learned tokens read the prompt, the stream reads them. Spec §2.2; no 1/√C anywhere. @returns x₁ [N, L, C] */
function attendLatentTokens(scope: Scope, x: Tensor, P: Tensor, { latentTokens, unusedWeights }: AdapterSettings): Tensor {
  const t = scope.parameter('my_tokens', [latentTokens, x.shape[2]], { kind: 'uniform', low: 0, high: 1 });
  if (unusedWeights) scope.parameter('gate_tk', [1], { kind: 'constant', value: 1 });
  const gate = scope.parameter('gate_av', [1], { kind: 'constant', value: 0 });
  const R = add(t, matmul(softmax(matmul(t, swapLast(P)), -1), P)); // [N, K, C]
  return add(x, mul(gate, matmul(softmax(matmul(x, swapLast(R)), -1), R)));
}

/** M^c of equation 3: c = σ(Φ(mean over tokens of prompt ⊙ stream)). Spec §2.3. @returns [N, 1, C] in (0, 1) */
function channelMap(scope: Scope, x1: Tensor, a: Tensor): Tensor {
  const width = x1.shape[2];
  const stream = relu(linear(scope.child('fc_affine_video_1'), x1, width));
  const guide = relu(linear(scope.child('fc_affine_audio_1'), a, width));
  // The guide is the same for all tokens, so it may be multiplied after the mean.
  const q = mul(guide, reduceMean(stream, [1], true));
  const squeezed = relu(linear(scope.child('fc_affine_bottleneck'), q, Math.floor(width / 2)));
  return sigmoid(linear(scope.child('fc_affine_v_c_att'), squeezed, width));
}

/** The scores under M^s of equation 4, from the stream scaled by c + 1. Spec §2.4. @returns s [N, L, 1] */
function spatialScores(scope: Scope, x1: Tensor, a: Tensor, c: Tensor): Tensor {
  const half = Math.floor(x1.shape[2] / 2);
  const stream = relu(linear(scope.child('fc_affine_video_2'), mul(x1, add(c, 1)), half));
  const guide = relu(linear(scope.child('fc_affine_audio_2'), a, half));
  return linear(scope.child('fc_affine_v_s_att'), mul(stream, guide), 1);
}

/** Equation 6 as the published code has it: x₂ = x₁ ⊙ (α c + β σ(s) + 1 − α). Spec §2.5. */
function modulate(x1: Tensor, c: Tensor, s: Tensor, { alpha, beta }: AdapterSettings): Tensor {
  const channel = add(mul(c, alpha), 1 - alpha); // [N, 1, C]
  const spatial = mul(sigmoid(s), beta); //         [N, L, 1]
  return mul(x1, add(channel, spatial));
}

/** Norm, down, norm, relu, up, norm, norm, gate. Spec §2.6; without guidance there is no relu (§2.7). @returns [N, L, C] */
function bottleneck(scope: Scope, x: Tensor, settings: AdapterSettings, context: ForwardContext): Tensor {
  const width = x.shape[2];
  const narrow = Math.floor(width / settings.reduction);
  if (width % settings.groups !== 0 || narrow % settings.groups !== 0) {
    throw new GraphError(`adapter "${scope.path}": ${settings.groups} groups must divide the width ${width} and the bottleneck ${narrow}`);
  }
  const normalised = settings.layerNormBefore ? layerNorm(scope.child('ln_before'), x) : x;
  const downStart = settings.multimodal ? uniformFanIn(width / settings.groups) : ({ kind: 'constant', value: 0 } as const);
  const down = groupedLinear(scope.child('down_sampler'), normalised, narrow, settings.groups, downStart);
  const z = settings.batchNorm ? batchNorm(scope.child('bn1'), down, 2, context) : down;
  const up = groupedLinear(scope.child('up_sampler'), settings.multimodal ? relu(z) : z, width, settings.groups, uniformFanIn(narrow / settings.groups));
  const o = settings.batchNorm ? batchNorm(scope.child('bn2'), up, 2, context) : up;
  const post = settings.layerNormAfter ? layerNorm(scope.child('ln_post'), o) : o;
  return settings.gate ? mul(scope.parameter('gate', [1], { kind: 'constant', value: 0 }), post) : post;
}

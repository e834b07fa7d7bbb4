import type { AdapterOutput } from '../adapters/adapter-method.js';
import { bottleneck } from '../adapters/bottleneck.js';
import { attendLatentTokens } from '../adapters/latent-tokens.js';
import { projectPrompt } from '../adapters/prompt-projection.js';
import type { Scope } from '../graph/leaves.js';
import { add, mul, reduceMean, relu, sigmoid, softmax, swapLast, tanh } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';
import { linear } from '../layers/linear.js';
import type { AdapterSettings } from './adapter-settings.js';
import { promptAsImage } from './prompt-image.js';
import { declareUnusedWeights } from './unused-weights.js';

/**
 * The DG-SCT adapter Ω: one modality's tokens guide the other's over channels and space.
 * Paper equations 3, 4 and 6; spec/dgsct-core §2. Symbols: x stream, p prompt, P projected prompt, a its mean, c channel map, s spatial scores.
 * @param x tokens of the stream [N, L, C]
 * @param prompt tokens of the other modality [N, L_p, C_p]
 * @returns the residual, and m, softmax of tanh s; without guidance no map (§2.7)
 */
export function dgsctAdapter(scope: Scope, x: Tensor, prompt: Tensor, settings: AdapterSettings, context: ForwardContext): AdapterOutput {
  if (!settings.multimodal) return { residual: bottleneck(scope, x, settings, 'none', context) };
  const [, tokens, width] = x.shape;
  const P = settings.promptAsImage ? promptAsImage(scope, prompt, tokens, width) : projectPrompt(scope, prompt, tokens, width);
  if (settings.unusedWeights) declareUnusedWeights(scope, x, prompt, settings);
  const x1 = attendLatentTokens(scope, x, P, settings.latentTokens, settings.tokenStart); // [N, L, C]
  const a = reduceMean(P, [1], true); //                               [N, 1, C]
  const c = channelMap(scope, x1, a); //                               [N, 1, C]
  const s = spatialScores(scope, x1, a, c); //                         [N, L, 1]
  const x2 = modulate(x1, c, s, settings.frameGate ? frameGate(scope, a) : undefined, settings);
  return { residual: bottleneck(scope, x2, settings, 'relu', context), spatialMap: softmax(swapLast(tanh(s)), -1) };
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

/** M^t of one frame alone: σ of a linear map of the guide's mean. spec/task-fewshot-zeroshot §2.5. @returns [N, 1, 1] in (0, 1) */
const frameGate = (scope: Scope, a: Tensor): Tensor => sigmoid(linear(scope.child('temporal_gated').child(0), a, 1));

/** Equation 6 as the published code has it: x₂ = x₁ ⊙ (α c + β σ(s) + γ t + 1 − α). Spec §2.5; t only where frames have a gate. */
function modulate(x1: Tensor, c: Tensor, s: Tensor, t: Tensor | undefined, { alpha, beta, gamma }: AdapterSettings): Tensor {
  const channel = add(mul(c, alpha), 1 - alpha); // [N, 1, C]
  const spatial = mul(sigmoid(s), beta); //         [N, L, 1]
  const guided = add(channel, spatial);
  return mul(x1, t === undefined ? guided : add(guided, mul(t, gamma)));
}

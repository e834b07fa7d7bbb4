import { projectPrompt } from '../adapters/prompt-projection.js';
import { constant, type Scope } from '../graph/leaves.js';
import { expand } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';
import { layerNorm } from '../layers/layer-norm.js';
import { linear } from '../layers/linear.js';
import type { AdapterSettings } from './adapter-settings.js';

/**
 * Declares the weights of a published adapter that no equation uses. spec/dgsct-core §3 and §7, task-avs §2, task-avvp §2.
 * @param x tokens of the stream [N, L, C] @param prompt tokens of the other modality [N, L_p, C_p]
 */
export function declareUnusedWeights(scope: Scope, x: Tensor, prompt: Tensor, settings: AdapterSettings): void {
  const declareFrameGate = (): Tensor => linear(scope.child('temporal_gated').child(0), x, 1);
  switch (settings.unusedWeightsOf) {
    case 'ave':
      declareTokenGate(scope);
      if (settings.frameGate) declareCaption(scope);
      return;
    case 'avqa':
      return;
    case 'avvp':
      declareTokenGate(scope);
      declareCaption(scope);
      declareFrameGate();
      return;
    case 'avs':
      declareFrameGate();
      layerNorm(scope.child('ln_before'), x);
      if (settings.promptAsImage) projectPrompt(scope, prompt, x.shape[1], x.shape[2]);
  }
}

const declareTokenGate = (scope: Scope): Tensor => scope.parameter('gate_tk', [1], { kind: 'constant', value: 1 });

const declareCaption = (scope: Scope): Tensor => linear(scope.child('fc_caption'), expand(constant(0), [1, 512]), 192);

import type { Scope } from '../graph/leaves.js';
import type { Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';
import type { ModelSettings } from '../tasks/model-settings.js';

export interface AdapterOutput {
  /** What the caller adds to the stream [N, L, C]. */
  readonly residual: Tensor;
  /** Weights of the stream's tokens for pooling, rows sum to 1 [N, 1, L]; without them the tokens are pooled by their mean. */
  readonly spatialMap?: Tensor | undefined;
}

/** A small trainable network that lets one frozen encoder's tokens see the other's: what `--adapter NAME` chooses. */
export interface AdapterMethod {
  readonly name: string;
  readonly description: string;
  /** Every setting with its default: the keys and types that users may change. */
  readonly settings: ModelSettings;
  /**
   * Builds one adapter; called for each stream at each position of each pair of encoder blocks.
   * @param scope where the parameters are named, e.g. `vis_adapter_blocks_p1.0`
   * @param x tokens of the stream that is adapted [N, L, C]
   * @param prompt tokens of the other stream [N, L_p, C_p]
   * @param settings complete: all keys of `settings`
   */
  build(scope: Scope, x: Tensor, prompt: Tensor, settings: ModelSettings, context: ForwardContext): AdapterOutput;
}

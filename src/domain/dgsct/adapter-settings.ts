import type { TokenStart } from '../adapters/latent-tokens.js';

/** The published programs, whose adapter modules hold different weights that no equation uses. */
export type PublishedAdapter = 'ave' | 'avqa' | 'avvp' | 'avs';

/** Switches and sizes of one adapter (spec/dgsct-core §1); the same for all adapters of a network, but for the gate. A type, so that it is plain data. */
export type AdapterSettings = {
  /** r: the bottleneck is ⌊C / r⌋ wide (`Adapter_downsample`). */
  readonly reduction: number;
  /** g: groups of both bottleneck convolutions (`num_conv_group`). */
  readonly groups: number;
  /** K: learned latent tokens (`num_tokens`). */
  readonly latentTokens: number;
  /** How `my_tokens` start: 0 in AVQA and AVS. */
  readonly tokenStart: TokenStart;
  /** The prompt is brought to the stream's tokens as a square picture that is resized after `fc`, not by `conv_adapter` (AVS S4, spec/task-avs §2). */
  readonly promptAsImage: boolean;
  /** bn1 and bn2 (`is_bn`). */
  readonly batchNorm: boolean;
  /** The scalar gate on the residual (`is_gate`). */
  readonly gate: boolean;
  /** The gate multiplies before ln_post (published AVS, spec/task-avs §2). */
  readonly gateFirst: boolean;
  readonly layerNormBefore: boolean;
  readonly layerNormAfter: boolean;
  /** false: no guidance at all, only the bottleneck (spec §2.7). */
  readonly multimodal: boolean;
  /** α: weight of the channel map, equation 6. */
  readonly alpha: number;
  /** β: weight of the spatial map, equation 6. */
  readonly beta: number;
  /** A gate of each frame in the adapter itself (`temporal_gated`), as in few-shot and zero-shot (spec/task-fewshot-zeroshot §2.5); AVE has its gate behind the encoders. */
  readonly frameGate: boolean;
  /** γ: weight of the frame gate. */
  readonly gamma: number;
  /** Declares weights of the published state dict that no equation uses (such as `gate_tk`), for exports and counts. */
  readonly unusedWeights: boolean;
  /** Whose published state dict that is. */
  readonly unusedWeightsOf: PublishedAdapter;
};

/** As the published AVE command has them. */
export const paperAdapterSettings: AdapterSettings = {
  reduction: 8,
  groups: 2,
  latentTokens: 32,
  tokenStart: 'uniform',
  promptAsImage: false,
  batchNorm: true,
  gate: true,
  gateFirst: false,
  layerNormBefore: true,
  layerNormAfter: true,
  multimodal: true,
  alpha: 0.3,
  beta: 0.05,
  frameGate: false,
  gamma: 0,
  unusedWeights: false,
  unusedWeightsOf: 'ave',
};

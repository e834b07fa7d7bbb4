/** Switches and sizes of one adapter (spec/dgsct-core §1); the same for all adapters of a network, but for the gate. */
export interface AdapterSettings {
  /** r: the bottleneck is ⌊C / r⌋ wide (`Adapter_downsample`). */
  readonly reduction: number;
  /** g: groups of both bottleneck convolutions (`num_conv_group`). */
  readonly groups: number;
  /** K: learned latent tokens (`num_tokens`). */
  readonly latentTokens: number;
  /** bn1 and bn2 (`is_bn`). */
  readonly batchNorm: boolean;
  /** The scalar gate on the residual (`is_gate`). */
  readonly gate: boolean;
  readonly layerNormBefore: boolean;
  readonly layerNormAfter: boolean;
  /** false: no guidance at all, only the bottleneck (spec §2.7). */
  readonly multimodal: boolean;
  /** α: weight of the channel map, equation 6. */
  readonly alpha: number;
  /** β: weight of the spatial map, equation 6. */
  readonly beta: number;
  /** Declares weights of the published state dict that no equation uses (`gate_tk`), for exports and counts. */
  readonly unusedWeights: boolean;
}

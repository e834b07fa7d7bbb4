import type { AdapterMethod } from '../adapters/adapter-method.js';
import { buildAdapter } from '../adapters/build-adapter.js';
import type { Htsat, HtsatBlock } from '../encoders/htsat.js';
import type { SwinV2, SwinV2Block } from '../encoders/swinv2.js';
import { constant, type Scope } from '../graph/leaves.js';
import { add, expand } from '../graph/operations.js';
import { GraphError, type Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';
import type { ModelSettings } from '../tasks/model-settings.js';

/** Which prompt the adapters see: the other stream, or zeros (the control "same adapters without guidance"). */
export type PromptSource = 'other-modality' | 'zero';

export interface InterleaveSettings {
  /** What every adapter is: DG-SCT as in the paper, or another method. */
  readonly method: AdapterMethod;
  /** Settings of the method, one group a stream. */
  readonly audioAdapter: ModelSettings;
  readonly visualAdapter: ModelSettings;
  readonly prompt: PromptSource;
  /** Which streams have adapters (table 8: A2V alone is vision only, V2A alone is audio only). */
  readonly adaptVision: boolean;
  readonly adaptAudio: boolean;
}

export interface InterleavedStreams {
  /** f_v after the final norm [N, L_v, C_v]; f_a without a norm [N, L_a, C_a]. */
  readonly visualTokens: Tensor;
  readonly audioTokens: Tensor;
  /** f_v at the end of each stage, before patch merging and without a norm [N, L, C]. */
  readonly visualStageEnds: readonly Tensor[];
  /** Spatial maps of the last pair's second adapters [N, 1, L]; absent where the stream has no adapter that makes one. */
  readonly visualMap: Tensor | undefined;
  readonly audioMap: Tensor | undefined;
  /** Every adapter's residual by its name, e.g. `vis_adapter_blocks_p1.0`, for inspection. */
  readonly residuals: ReadonlyMap<string, Tensor>;
}

type Pair = { readonly swin: SwinV2Block; readonly htsat: HtsatBlock | undefined };

/**
 * Swin-V2 and HTS-AT walked together, block pair by block pair, with four adapters a pair. Paper equations 1 and 2; spec/dgsct-core §4.
 * @param visual patch-embedded frames [N, L, C]
 * @param audio patch-embedded spectrogram [N, L, C]
 * @param encoderContext how the frozen blocks run; the adapters follow `context`
 */
export function interleaveEncoders(
  scope: Scope,
  swin: SwinV2,
  htsat: Htsat,
  visual: Tensor,
  audio: Tensor,
  settings: InterleaveSettings,
  context: ForwardContext,
  encoderContext: ForwardContext,
): InterleavedStreams {
  if (swin.stages.length !== htsat.stages.length) throw new GraphError(`Swin-V2 has ${swin.stages.length} stages and HTS-AT ${htsat.stages.length}: interleaving needs as many`);
  const residuals = new Map<string, Tensor>();
  const visualStageEnds: Tensor[] = [];
  let f_v = visual;
  let f_a = audio;
  let visualMap: Tensor | undefined;
  let audioMap: Tensor | undefined;
  let k = 0;

  /** Both adapters of one position from the same tensors: the audio stream's with prompt f_v, the visual stream's with prompt f_a. */
  const adapt = (position: 'p1' | 'p2') => {
    const run = (list: string, x: Tensor, other: Tensor, adapter: ModelSettings) => {
      const prompt = settings.prompt === 'zero' ? expand(constant(0), other.shape) : other;
      const output = buildAdapter(settings.method, scope.child(`${list}_${position}`).child(k), x, prompt, adapter, context);
      residuals.set(`${list}_${position}.${k}`, output.residual);
      return output;
    };
    return {
      audio: settings.adaptAudio ? run('audio_adapter_blocks', f_a, f_v, settings.audioAdapter) : undefined,
      visual: settings.adaptVision ? run('vis_adapter_blocks', f_v, f_a, settings.visualAdapter) : undefined,
    };
  };
  const plus = (x: Tensor, residual: Tensor | undefined): Tensor => (residual === undefined ? x : add(x, residual));

  swin.stages.forEach((stage, i) => {
    for (const pair of pairBlocks(stage.blocks, htsat.stages[i].blocks)) {
      if (pair.htsat === undefined) {
        f_v = add(f_v, pair.swin.attentionResidual(f_v, encoderContext));
        f_v = add(f_v, pair.swin.mlpResidual(f_v, encoderContext));
        continue;
      }
      const first = adapt('p1');
      f_v = plus(add(f_v, pair.swin.attentionResidual(f_v, encoderContext)), first.visual?.residual);
      f_a = plus(pair.htsat.forward(f_a, encoderContext), first.audio?.residual);
      const second = adapt('p2');
      f_v = plus(add(f_v, pair.swin.mlpResidual(f_v, encoderContext)), second.visual?.residual);
      f_a = plus(f_a, second.audio?.residual);
      visualMap = second.visual?.spatialMap;
      audioMap = second.audio?.spatialMap;
      k += 1;
    }
    visualStageEnds.push(f_v);
    f_v = stage.downsample?.(f_v) ?? f_v;
    f_a = htsat.stages[i].downsample?.(f_a) ?? f_a;
  });
  return { visualTokens: swin.norm(f_v), audioTokens: f_a, visualStageEnds, visualMap, audioMap, residuals };
}

/** Equal depths pair one to one; with n times as many Swin blocks, every n-th has a partner. Spec §4.2. @throws GraphError for other ratios */
export function pairBlocks(swin: readonly SwinV2Block[], htsat: readonly HtsatBlock[]): Pair[] {
  const ratio = swin.length / htsat.length;
  if (ratio !== 1 && ratio !== 3) throw new GraphError(`${swin.length} Swin-V2 blocks and ${htsat.length} HTS-AT blocks in a stage do not pair: depths must be equal or 3 to 1`);
  return swin.map((block, j) => ({ swin: block, htsat: j % ratio === ratio - 1 ? htsat[Math.floor(j / ratio)] : undefined }));
}

import type { AdapterMethod } from '../adapters/adapter-method.js';
import { buildAdapter } from '../adapters/build-adapter.js';
import type { ClipVision } from '../encoders/clip/clip-vision.js';
import type { Htsat } from '../encoders/htsat.js';
import type { Scope } from '../graph/leaves.js';
import { add } from '../graph/operations.js';
import { GraphError, type Tensor } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';
import type { ModelSettings } from '../tasks/model-settings.js';

export interface ClipInterleaveSettings {
  /** What every adapter is; absent: both encoders as they are. */
  readonly method: AdapterMethod | undefined;
  readonly audioAdapter: ModelSettings;
  readonly visualAdapter: ModelSettings;
}

export interface ClipStreams {
  /** After the last pair [F, L, C_v], before `ln_post`. */
  readonly visualTokens: Tensor;
  /** After the last pair [F, N, C_a], before the norm. */
  readonly audioTokens: Tensor;
  /** Features entering each pair, and every adapter's residual (`vis_adapter_blocks_p1.0`), for inspection. */
  readonly entering: readonly { readonly visual: Tensor; readonly audio: Tensor }[];
  readonly residuals: ReadonlyMap<string, Tensor>;
}

/**
 * CLIP's Vision Transformer and CLAP's HTS-AT walked together: block i of one with block i of the other, counted over all stages.
 * The second adapters see the sound after its whole block and the picture before its MLP. Paper equations 1 and 2; spec/task-fewshot-zeroshot §2.
 * @param visual embedded patches [F, L, C] @param audio embedded spectrogram [F, N, C]
 * @throws GraphError when the encoders have another number of blocks
 */
export function interleaveClip(scope: Scope, vision: ClipVision, htsat: Htsat, visual: Tensor, audio: Tensor, settings: ClipInterleaveSettings, context: ForwardContext, encoderContext: ForwardContext): ClipStreams {
  const depth = htsat.stages.reduce((sum, { blocks }) => sum + blocks.length, 0);
  if (vision.blocks.length !== depth) throw new GraphError(`the picture encoder has ${vision.blocks.length} blocks and HTS-AT ${depth}: interleaving needs as many`);
  const { method } = settings;
  const residuals = new Map<string, Tensor>();
  const entering: { visual: Tensor; audio: Tensor }[] = [];
  let x = visual;
  let y = audio;
  let i = 0;

  const plus = (stream: Tensor, list: string, target: Tensor, guide: Tensor, adapter: ModelSettings): Tensor => {
    if (method === undefined) return stream;
    const { residual } = buildAdapter(method, scope.child(list).child(i), target, guide, adapter, context);
    residuals.set(`${list}.${i}`, residual);
    return add(stream, residual);
  };

  for (const { blocks, downsample } of htsat.stages) {
    for (const block of blocks) {
      entering.push({ visual: x, audio: y });
      const yb = block.forward(y, encoderContext);
      const xa = add(x, vision.blocks[i].attentionResidual(x));
      const ym = plus(yb, 'audio_adapter_blocks_p1', yb, xa, settings.audioAdapter);
      const xm = plus(xa, 'vis_adapter_blocks_p1', xa, yb, settings.visualAdapter);
      const mixed = add(xm, vision.blocks[i].mlpResidual(xm));
      y = plus(ym, 'audio_adapter_blocks_p2', ym, xm, settings.audioAdapter);
      x = plus(mixed, 'vis_adapter_blocks_p2', xm, ym, settings.visualAdapter);
      i += 1;
    }
    y = downsample?.(y) ?? y;
  }
  return { visualTokens: x, audioTokens: y, entering, residuals };
}

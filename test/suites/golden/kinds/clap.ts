import { audioLatent } from '../../../../src/domain/encoders/clap/clap-audio.js';
import { jointProjection } from '../../../../src/domain/encoders/clap/joint-projection.js';
import { roberta } from '../../../../src/domain/encoders/clap/roberta.js';
import { scaledCosines } from '../../../../src/domain/encoders/clip/similarity.js';
import { htsatStages, type HtsatConfig } from '../../../../src/domain/encoders/htsat.js';
import { input, Scope } from '../../../../src/domain/graph/leaves.js';
import { log } from '../../../../src/domain/graph/operations.js';
import type { Tensor } from '../../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import type { GoldenKind } from '../golden-kind.js';
import { computeForwardCase } from './case-gradients.js';
import { numberOf } from './published-settings.js';

export const clapKind: GoldenKind = {
  kind: 'clap',
  compute: async (golden) => {
    const { config, inputs } = golden.golden;
    const sizes = (key: string): number => numberOf(config, key);
    const given = (name: string): Tensor => input(name, inputs.get(name)?.shape ?? [], inputs.get(name)?.dtype ?? 'float32');
    const mode = ForwardContext.evaluation();
    const scope = Scope.root();

    const htsat = htsatStages(scope.child('audio_branch'), clapHtsatConfig(config));
    const arrays: Record<string, Tensor> = {};
    arrays['audio.logmel'] = htsat.logMel(given('waveform'));
    arrays['audio.bn0.out'] = htsat.batchNorm0(arrays['audio.logmel'], mode);
    arrays['audio.image'] = htsat.image(arrays['audio.bn0.out'], mode);
    let x = (arrays['audio.patch_embed.out'] = htsat.patchEmbed(arrays['audio.image']));
    let count = 0;
    for (const { blocks, downsample } of htsat.stages) {
      for (const block of blocks) x = arrays[`audio.block${count++}.out`] = block.forward(x, mode);
      if (downsample !== undefined) x = arrays[`audio.merge_after_block${count - 1}.out`] = downsample(x);
    }
    arrays.audio_latent = audioLatent(htsat, x);

    const text = roberta(
      scope.child('text_branch'),
      given('input_ids'),
      given('attention_mask'),
      { vocabulary: sizes('rvocab'), positions: sizes('rmaxpos'), width: sizes('rdim'), layers: sizes('rlayers'), heads: sizes('rheads'), feedForward: sizes('rff'), dropout: 0 },
      mode,
    );
    arrays['text.embeddings.out'] = text.embedded;
    text.hidden.forEach((tensor, layer) => (arrays[`text.layer${layer}.out`] = tensor));
    arrays.text_pooler = text.pooled;

    const audio_embedding = jointProjection(scope.child('audio_projection'), arrays.audio_latent, sizes('embed'));
    const text_embedding = jointProjection(scope.child('text_projection'), text.pooled, sizes('embed'));
    const scale = scope.parameter('logit_scale_a', [], { kind: 'constant', value: Math.log(1 / 0.07) });
    const logits_laion = scaledCosines(audio_embedding, text_embedding, scale);
    // The published program multiplies by the stored logarithm itself (spec/task-fewshot-zeroshot §3).
    const logits_published = scaledCosines(audio_embedding, text_embedding, log(scale));
    return computeForwardCase(golden, {
      outputs: { ...arrays, audio_embedding, text_embedding, logits_laion, logits_published },
      loss: golden.cotangentLoss({ audio_embedding, text_embedding, logits_laion }),
      scope,
    });
  },
};

/** HTS-AT's sizes from the keys of the CLAP and few-shot cases. */
export function clapHtsatConfig(config: Readonly<Record<string, unknown>>): HtsatConfig {
  const sizes = (key: string): number => numberOf(config, key);
  const list = (key: string): number[] => (config[key] as number[]).map(Number);
  return {
    specSize: sizes('spec'),
    patchSize: 4,
    patchStride: [4, 4],
    embedDim: sizes('adim'),
    depths: list('depths'),
    heads: list('aheads'),
    windowSize: sizes('window'),
    mlpRatio: 4,
    dropPathRate: 0,
    classes: 0,
    sampleRateHz: sizes('sr'),
    fftSize: sizes('nfft'),
    hopSize: sizes('hop'),
    melBins: sizes('mel'),
    minHz: sizes('fmin'),
    maxHz: sizes('fmax'),
    lossType: 'clip_bce',
  };
}

import { antialiasedTaps } from '../../../../src/domain/data/antialiased-bicubic.js';
import { clipText, endMarkPositions } from '../../../../src/domain/encoders/clip/clip-text.js';
import { clipVision } from '../../../../src/domain/encoders/clip/clip-vision.js';
import { applyResidualAttentionBlock } from '../../../../src/domain/encoders/clip/residual-attention-block.js';
import { scaledCosines } from '../../../../src/domain/encoders/clip/similarity.js';
import { input, Scope } from '../../../../src/domain/graph/leaves.js';
import { clipFrames, clipPixels } from '../../../../src/domain/data/clip-preprocessing.js';
import { normalisedFrames } from '../../../../src/domain/data/image-preprocessing.js';
import type { Tensor, TensorValue } from '../../../../src/domain/graph/tensor.js';
import type { GoldenCase, GoldenKind, GoldenResult } from '../golden-kind.js';
import { computeForwardCase } from './case-gradients.js';
import { numberOf } from './published-settings.js';

/** CLIP's encoders (`tiny`) and its picture preparation (`preprocess-*`). */
export const clipKind: GoldenKind = {
  kind: 'clip',
  compute: async (golden) => {
    const { config, inputs } = golden.golden;
    if (inputs.has('pixels')) return preparation(golden.golden);
    const sizes = (key: string): number => numberOf(config, key);
    const scope = Scope.root();
    const vision = clipVision(scope.child('visual'), { imageSize: sizes('image'), patchSize: sizes('patch'), width: sizes('vwidth'), layers: sizes('blocks'), embedding: sizes('embed') });
    const text = clipText(scope, scope.child('token_embedding'), {
      contextLength: sizes('ctx'),
      vocabulary: sizes('vocab'),
      width: sizes('twidth'),
      heads: sizes('theads'),
      layers: sizes('tlayers'),
      embedding: sizes('embed'),
    });
    const image = input('image', inputs.get('image')?.shape ?? []);
    const tokens = inputs.get('tokens');
    if (tokens === undefined) throw new Error('every case has tokens');
    const ends = endMarkPositions(tokens.data, sizes('ctx'));

    const arrays: Record<string, Tensor> = {};
    let x = (arrays['visual.ln_pre.out'] = vision.embed(image));
    vision.blocks.forEach((block, index) => (x = arrays[`visual.block${index}.out`] = applyResidualAttentionBlock(block, x)));
    const hidden = text.hidden(text.embed(input('tokens', tokens.shape, 'int32')));
    hidden.forEach((tensor, index) => (arrays[`text.block${index}.out`] = tensor));
    const image_embedding = vision.project(x);
    const text_embedding = text.project(hidden[hidden.length - 1], input('ends', [ends.length], 'int32'));
    const logits_per_image = scaledCosines(image_embedding, text_embedding, scope.parameter('logit_scale', [], { kind: 'constant', value: Math.log(100) }));
    const outputs = { image_embedding, text_embedding, logits_per_image };
    return computeForwardCase(golden, {
      outputs: { ...arrays, ...outputs },
      loss: golden.cotangentLoss(outputs),
      inputs: { image },
      extraInputs: { ends: { dtype: 'int32', shape: [ends.length], data: ends } },
      scope,
    });
  },
};

/** `published_antialias` is what torchvision does from 0.17 on; nothing here uses it, so it is composed of the same taps. */
function preparation({ config, inputs, id }: GoldenCase): GoldenResult {
  const pixels = inputs.get('pixels');
  if (pixels === undefined) throw new Error(`case ${id} has no pixels`);
  const size = numberOf(config, 'n');
  const [height, width] = pixels.shape;
  const image = { width, height, data: Uint8Array.from(pixels.data) };
  const float = (data: Float32Array): TensorValue => ({ dtype: 'float32', shape: [3, size, size], data });
  return {
    expected: {
      openai: float(clipFrames([image], size)),
      openai_pixels: { dtype: 'int32', shape: [size, size, 3], data: Int32Array.from(clipPixels(image, size).data) },
      published: float(normalisedFrames([image], size, size)),
      published_antialias: float(antialiased(image, size)),
    },
    gradients: {},
  };
}

function antialiased({ width, height, data }: { readonly width: number; readonly height: number; readonly data: Uint8Array }, size: number): Float32Array {
  const [columns, rows] = [antialiasedTaps(width, size), antialiasedTaps(height, size)];
  const mean = [0.485, 0.456, 0.406];
  const deviation = [0.229, 0.224, 0.225];
  const result = new Float32Array(3 * size * size);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        let sum = 0;
        rows[y].weights.forEach((rowWeight, j) => columns[x].weights.forEach((weight, i) => (sum += rowWeight * weight * data[((rows[y].first + j) * width + columns[x].first + i) * 3 + channel])));
        result[(channel * size + y) * size + x] = (sum / 255 - mean[channel]) / deviation[channel];
      }
    }
  }
  return result;
}

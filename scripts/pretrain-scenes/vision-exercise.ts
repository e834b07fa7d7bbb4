import { normalisedFrames } from '../../src/domain/data/image-preprocessing.js';
import { swinV2Features, swinV2Stages, type SwinV2Config } from '../../src/domain/encoders/swinv2.js';
import { input } from '../../src/domain/graph/leaves.js';
import { reduceMean } from '../../src/domain/graph/operations.js';
import { linear } from '../../src/domain/layers/linear.js';
import { crossEntropy } from '../../src/domain/layers/losses.js';
import type { RgbImage } from '../../src/domain/ports/media.js';
import { sceneClasses } from '../../src/plugins/scenes/render/classes.js';
import { midDesign } from '../../src/plugins/scenes/render/design.js';
import { pretrainingImage } from '../../src/plugins/scenes/render/pretraining.js';
import { share, type Batch, type Exercise } from './exercise.js';

/** One object a picture, one class a picture: what ImageNet is to the paper's Swin-V2. */
export const visionExercise = (config: SwinV2Config, steps: number): Exercise => ({
  name: 'vision',
  keeps: (weight) => weight.startsWith('swin.'),
  steps,
  learningRate: 3e-3,

  /** Encoder, mean of its tokens, linear layer. */
  logits(scope, batchSize, context) {
    const images = input('images', [batchSize, 3, ...config.imageSize]);
    const { features } = swinV2Features(swinV2Stages(scope.child('swin'), config), images, context);
    return linear(scope.child('classifier'), reduceMean(features, [1]), sceneClasses.length);
  },

  loss: (logits) => crossEntropy(logits, input('classes', [logits.shape[0]], 'int32')),

  draw(random, batchSize) {
    const pictures = Array.from({ length: batchSize }, () => pretrainingImage(random, midDesign, config.imageSize[0]));
    return visionBatch(pictures.map(({ image }) => image), pictures.map(({ classIndex }) => classIndex), config);
  },

  score: (logits, truths) => ({ accuracy: share(logits, (row, i) => row.indexOf(Math.max(...row)) === truths[i][0]) }),
});

export function visionBatch(images: readonly RgbImage[], classes: readonly number[], { imageSize: [height, width] }: SwinV2Config): Batch {
  return {
    inputs: {
      images: { dtype: 'float32', shape: [images.length, 3, height, width], data: normalisedFrames(images, height, width) },
      classes: { dtype: 'int32', shape: [classes.length], data: Int32Array.from(classes) },
    },
    truths: classes.map((classIndex) => [classIndex]),
  };
}

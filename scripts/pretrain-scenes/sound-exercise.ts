import { htsatStages, htsatTokens, type HtsatConfig } from '../../src/domain/encoders/htsat.js';
import { input } from '../../src/domain/graph/leaves.js';
import { reduceMean } from '../../src/domain/graph/operations.js';
import { linear } from '../../src/domain/layers/linear.js';
import { binaryCrossEntropyWithLogits } from '../../src/domain/layers/losses.js';
import { sceneClasses } from '../../src/plugins/scenes/render/classes.js';
import { midDesign } from '../../src/plugins/scenes/render/design.js';
import { pretrainingSound } from '../../src/plugins/scenes/render/pretraining.js';
import { share, type Batch, type Exercise } from './exercise.js';

/** One second is cut out of so many: all sounds repeat within a second, so that their level over three is that over a whole clip. */
const renderedSeconds = 3;

/** Two sounds at once, each to be named: what AudioSet is to the paper's HTS-AT. DG-SCT pools tokens without the last norm, so there is none here. */
export const soundExercise = (config: HtsatConfig, steps: number): Exercise => ({
  name: 'sound',
  keeps: (weight) => weight.startsWith('htsat.'),
  steps,
  learningRate: 3e-3,

  /** Encoder, mean of its tokens, linear layer. */
  logits(scope, batchSize, context) {
    const tokens = htsatTokens(htsatStages(scope.child('htsat'), config), input('waves', [batchSize, config.sampleRateHz]), context);
    return linear(scope.child('classifier'), reduceMean(tokens, [1]), sceneClasses.length);
  },

  loss: (logits) => binaryCrossEntropyWithLogits(logits, input('heard', logits.shape)),

  draw(random, batchSize) {
    const design = { ...midDesign, seconds: renderedSeconds };
    const sounds = Array.from({ length: batchSize }, () => pretrainingSound(random, design, 1, config.sampleRateHz));
    return soundBatch(sounds.map(({ waveform }) => waveform), sounds.map(({ classIndices }) => classIndices), config);
  },

  score: (logits, truths) => ({
    exact: share(logits, (row, i) => row.every((logit, classIndex) => logit > 0 === truths[i].includes(classIndex))),
    recall: share(truths.flatMap((classes, i) => classes.map((classIndex) => logits[i][classIndex])), (logit) => logit > 0),
  }),
});

export function soundBatch(waveforms: readonly Float32Array[], classes: Batch['truths'], { sampleRateHz }: HtsatConfig): Batch {
  const waves = new Float32Array(waveforms.length * sampleRateHz);
  waveforms.forEach((waveform, i) => waves.set(waveform, i * sampleRateHz));
  const heard = new Float32Array(classes.length * sceneClasses.length);
  classes.forEach((own, i) => own.forEach((classIndex) => (heard[i * sceneClasses.length + classIndex] = 1)));
  return {
    inputs: {
      waves: { dtype: 'float32', shape: [waveforms.length, sampleRateHz], data: waves },
      heard: { dtype: 'float32', shape: [classes.length, sceneClasses.length], data: heard },
    },
    truths: classes,
  };
}

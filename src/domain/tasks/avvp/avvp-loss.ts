import { constant, input } from '../../graph/leaves.js';
import { add, mul } from '../../graph/operations.js';
import type { Tensor } from '../../graph/tensor.js';
import { clip } from '../../layers/activations.js';
import { binaryCrossEntropy, crossEntropy } from '../../layers/losses.js';
import type { BatchShape } from '../task.js';
import type { AvvpPrediction } from './avvp-network.js';
import type { AvvpLossSettings } from './avvp-settings.js';

/** Probabilities are kept this far from 0 and 1. */
const margin = 1e-7;

/** Declares the input of the weak labels: 1 for each class that occurs somewhere in the clip [B, K]. */
export const avvpTargets = ({ clips, classes }: Pick<BatchShape, 'clips' | 'classes'>): Tensor => input('classes', [clips, classes]);

export interface AvvpLossTerms {
  readonly audioVisual: Tensor;
  readonly audio: Tensor;
  readonly visual: Tensor;
  readonly audioClasses: Tensor;
  readonly visualClasses: Tensor;
  readonly loss: Tensor;
}

/** Weak labels for the clip and for each modality, and each class token for its own class. spec/task-avvp §5. @param y [B, K] */
export function avvpLoss(prediction: Pick<AvvpPrediction, 'output' | 'audioProbability' | 'visualProbability' | 'audioClassLogits' | 'visualClassLogits'>, y: Tensor, { audioSmoothing, visualSmoothing }: AvvpLossSettings): AvvpLossTerms {
  const classes = y.shape[1];
  const own = constant(Array.from({ length: classes }, (_, k) => k), [classes], 'int32');
  const entropy = (probability: Tensor, target: Tensor): Tensor => binaryCrossEntropy(clip(probability, { min: margin, max: 1 - margin }), target);
  const smoothed = (share: number): Tensor => (share === 1 ? y : add(mul(y, share), (1 - share) / 2));
  const terms = {
    audioVisual: entropy(prediction.output, y),
    audio: entropy(prediction.audioProbability, smoothed(audioSmoothing)),
    visual: entropy(prediction.visualProbability, smoothed(visualSmoothing)),
    audioClasses: crossEntropy(prediction.audioClassLogits, own),
    visualClasses: crossEntropy(prediction.visualClassLogits, own),
  };
  return { ...terms, loss: Object.values(terms).reduce((sum, term) => add(sum, term)) };
}

import type { TensorValue } from '../../graph/tensor.js';
import type { StoredClip } from '../../ports/clip-store.js';
import type { BatchShape, ClipPrediction, ShownPrediction } from '../task.js';
import { questionOf } from './avqa-labels.js';

/** The answer to a question about a clip. */
export interface AvqaPrediction extends ClipPrediction {
  /** Class index of the likeliest answer, the first of equals. */
  readonly answer: number;
  readonly probabilities: readonly number[];
  /** Where in each frame the sound is: per segment weights over the picture's grid of rows × columns that sum to 1. */
  readonly grounding: { readonly grid: readonly [number, number]; readonly maps: readonly (readonly number[])[] };
  /** What was asked, and which of its words the model does not know. */
  readonly question?: string;
  readonly unknownWords?: readonly string[];
}

/** Likeliest answers that are said. */
const saidAnswers = 3;

/** Row `clip` of the outputs: answer logits [B, A] and maps [N, L]. */
export function avqaPrediction(id: string, clip: number, { answer, map }: Readonly<Record<'answer' | 'map', TensorValue>>, grid: readonly [number, number], { segments, classes }: BatchShape): AvqaPrediction {
  const logits = Array.from(answer.data.subarray(clip * classes, (clip + 1) * classes), Number);
  const largest = Math.max(...logits);
  const exponentials = logits.map((logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  const tokens = map.shape[1];
  const maps = Array.from({ length: segments }, (_, t) => Array.from(map.data.subarray((clip * segments + t) * tokens, (clip * segments + t + 1) * tokens), Number));
  return { id, answer: logits.indexOf(largest), probabilities: exponentials.map((value) => value / sum), grounding: { grid, maps } };
}

/** The prediction with the question that it answers. @param words that the model knows */
export function withQuestion(prediction: AvqaPrediction, { entry }: StoredClip, words: readonly string[]): AvqaPrediction {
  const asked = questionOf(entry);
  return { ...prediction, question: asked.join(' '), unknownWords: asked.filter((word) => !words.includes(word)) };
}

export function showAnswer({ answer, probabilities, question, unknownWords = [] }: AvqaPrediction, classes: readonly string[]): ShownPrediction {
  return {
    values: { ...(question !== undefined && { question }), answer: classes[answer], probabilities: Object.fromEntries(classes.map((name, k) => [name, probabilities[k]])), ...(unknownWords.length > 0 && { unknownWords: [...unknownWords] }) },
    lines: [likeliestAnswers(probabilities, classes), ...(unknownWords.length > 0 ? [`the model does not know: ${unknownWords.join(', ')}`] : [])],
  };
}

/** `yes 71 %, no 22 %, two 3 %` */
export const likeliestAnswers = (probabilities: readonly number[], classes: readonly string[]): string =>
  probabilities
    .map((probability, k) => ({ probability, name: classes[k] }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, saidAnswers)
    .map(({ name, probability }) => `${name} ${(100 * probability).toFixed(0)} %`)
    .join(', ');

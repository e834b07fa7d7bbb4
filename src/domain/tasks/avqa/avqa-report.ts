import type { RgbImage } from '../../ports/media.js';
import type { StoredClip } from '../../ports/clip-store.js';
import type { ReportSection } from '../../ports/report-section.js';
import { answeredQuestion } from './avqa-labels.js';
import { likeliestAnswers, type AvqaPrediction } from './avqa-prediction.js';

/** Colour of the place that the sound points to. */
const pointed = [242, 140, 30] as const;

/** Questions with true and predicted answers, and where in the frames the sound was found. */
export function answerSection(clips: readonly { readonly prediction: AvqaPrediction; readonly clip: StoredClip }[], classes: readonly string[]): ReportSection {
  const parts = clips.map(({ prediction: { answer, probabilities, grounding }, clip: { entry, frames } }) => {
    const asked = answeredQuestion(entry);
    const verdict = answer === asked.answer ? 'right' : 'wrong';
    return {
      kind: 'pictures' as const,
      caption: `${asked.question.join(' ')}? True: ${classes[asked.answer]}. Predicted: ${likeliestAnswers(probabilities, classes)} (${verdict}; ${entry.id})`,
      columns: frames.map((_, t) => `frame ${t + 1}`),
      rows: [
        { name: 'frame', pictures: [...frames] },
        { name: 'where the sound points', pictures: frames.map((frame, t) => pointedFrame(frame, grounding.maps[t], grounding.grid)) },
      ],
    };
  });
  return { title: 'Questions: wrong answers first, then some about the middle', parts };
}

/** A frame in grey, coloured by the weight of each cell against the largest of the frame. @param map row-major over the grid */
export function pointedFrame(frame: RgbImage, map: readonly number[], [rows, columns]: readonly [number, number]): RgbImage {
  const largest = Math.max(...map);
  const lowest = Math.min(...map);
  const data = new Uint8Array(frame.data.length);
  for (let pixel = 0; pixel < frame.width * frame.height; pixel++) {
    const row = Math.floor((Math.floor(pixel / frame.width) * rows) / frame.height);
    const column = Math.floor(((pixel % frame.width) * columns) / frame.width);
    const weight = largest > lowest ? (0.7 * (map[row * columns + column] - lowest)) / (largest - lowest) : 0;
    const grey = (frame.data[3 * pixel] + frame.data[3 * pixel + 1] + frame.data[3 * pixel + 2]) / 3;
    pointed.forEach((value, channel) => (data[3 * pixel + channel] = (1 - weight) * grey + weight * value));
  }
  return { width: frame.width, height: frame.height, data };
}

import type { ShownPrediction } from '../domain/tasks/task.js';

/** What is said about one file: a prediction, or why there is none. */
export interface FilePrediction {
  readonly file: string;
  readonly state: string;
  readonly detail: string | undefined;
  readonly prediction: ShownPrediction | undefined;
}

/** A file and what was predicted for it, as a person reads it. */
export function filePredictionLines({ file, state, detail, prediction }: FilePrediction): string[] {
  if (prediction === undefined) return [`${file}: no prediction, ${state}${detail === undefined ? '' : ` (${detail})`}`];
  const [first, ...others] = prediction.lines;
  return [`${file}: ${first}${state === 'ok' ? '' : `  [${state}${detail === undefined ? '' : `: ${detail}`}]`}`, ...others.map((line) => `  ${line}`)];
}

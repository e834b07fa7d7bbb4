import { basename } from 'node:path';
import type { Json } from '../domain/ports/run-store.js';
import { MediaFault, type MediaDecoder } from '../domain/ports/media.js';
import type { StoredClip } from '../domain/ports/clip-store.js';
import { decodeClip, fitted, judge } from './clip-media.js';
import { filePredictionLines, fileValues, type FilePrediction, type WindowPrediction } from './file-prediction.js';
import type { Services } from './services.js';
import { openTrainedModel, type TrainedModel } from './trained-model.js';
import type { PredictRequest, UseCaseReport } from './use-case-requests.js';

export interface PredictReport extends UseCaseReport {
  readonly run: string;
  readonly classes: readonly string[];
  readonly segmentSeconds: number;
  /** Name and state of each file, and what was predicted, as the task says it. */
  readonly files: readonly Readonly<Record<string, Json | undefined>>[];
  /** Files without a prediction. */
  readonly failed: number;
}

/**
 * Predicts whole files with a run's best model, one window of the model's length after the other. A file that cannot be used is said and does not stop the others.
 */
export async function predict(services: Services, { task, runFolder, files, signal }: PredictRequest): Promise<PredictReport> {
  const run = await services.runs.open(runFolder, 'read');
  try {
    const model = await openTrainedModel(run, task, await services.engine('infer'), services);
    return { run: runFolder, ...(await predictFiles(services, model, { task, files, signal })) };
  } finally {
    await run.close();
  }
}

/** Predicts files with a model that is open, and disposes it. */
export async function predictFiles(services: Services, model: TrainedModel, { task, files, signal }: Pick<PredictRequest, 'task' | 'files' | 'signal'>): Promise<Omit<PredictReport, 'run'>> {
  try {
    const decoder = await services.decoder();
    const results: FilePrediction[] = [];
    services.reporter.start('Predicting', files.length, 'files');
    for (const file of files) {
      if (signal.aborted) break;
      results.push(await predictFile(file, model, decoder, task, signal, (window, windows) => services.reporter.advance(results.length, { file: basename(file), window: `${window} of ${windows}` })));
      services.reporter.advance(results.length);
    }
    services.reporter.finish(`${results.length} of ${files.length} files are done`);
    const failed = results.filter(({ windows }) => windows.length === 0).length;
    const { classes, segmentSeconds } = model.config.data;
    return {
      classes,
      segmentSeconds,
      files: results.map(fileValues),
      failed,
      ...(failed > 0 && { exitCode: 1 as const }),
      ...(signal.aborted && { stopped: 'interrupted' as const }),
      lines: results.flatMap(filePredictionLines),
    };
  } finally {
    await model.program.dispose();
  }
}

/** Less than this left of a file is no window of its own. */
const leastWindowShare = 0.5;

/** Window by window: no more of the file than one window is in memory. */
async function predictFile(file: string, model: TrainedModel, decoder: MediaDecoder, task: PredictRequest['task'], signal: AbortSignal, onWindow: (window: number, windows: number) => void): Promise<FilePrediction> {
  const { config, shape, program } = model;
  const windows: WindowPrediction[] = [];
  let first: Pick<FilePrediction, 'state' | 'detail'> | undefined;
  try {
    const windowSeconds = config.data.segments * config.data.segmentSeconds;
    const { durationSeconds } = await decoder.probe(file);
    const count = Math.max(1, Math.floor(durationSeconds / windowSeconds + 1 - leastWindowShare));
    for (let window = 0; window < count && !signal.aborted; window++) {
      const decoded = await decodeClip(file, window * windowSeconds, config.data, decoder);
      const { state, detail } = judge(decoded, config.data);
      first ??= { state, detail };
      if (state === 'no-audio' || state === 'no-video' || state === 'unreadable') break;
      const clip: StoredClip = { entry: { id: basename(file), split: '', state, segmentLabels: [] }, ...fitted(decoded, config.data) };
      const outputs = await program.run(task.makeInputs([clip], config.model, shape, config.data.sampleRateHz));
      const [prediction] = task.decode(outputs, [clip.entry.id], config.model, shape);
      windows.push({ startSeconds: window * windowSeconds, endSeconds: Math.min((window + 1) * windowSeconds, durationSeconds), state, shown: task.show(prediction, config.data.classes, config.data.segmentSeconds, config.model) });
      if (count > 1) onWindow(window + 1, count);
    }
    return { file, state: first?.state ?? 'unreadable', detail: first?.detail, windows };
  } catch (fault) {
    if (!(fault instanceof MediaFault)) throw fault;
    return windows.length === 0 ? { file, state: fault.kind, detail: fault.detail, windows } : { file, state: 'short', detail: `not readable after ${windows.length} windows: ${fault.detail}`, windows };
  }
}

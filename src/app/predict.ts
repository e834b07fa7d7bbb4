import { basename } from 'node:path';
import type { Json } from '../domain/ports/run-store.js';
import { MediaFault, type MediaDecoder } from '../domain/ports/media.js';
import type { StoredClip } from '../domain/ports/clip-store.js';
import { decodeClip, fitted, judge } from './clip-media.js';
import { filePredictionLines, type FilePrediction } from './file-prediction.js';
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

/** Predicts the first window of each file with a run's best model. A file that cannot be used is said and does not stop the others. */
export async function predict(services: Services, { task, runFolder, files, signal }: PredictRequest): Promise<PredictReport> {
  const run = await services.runs.open(runFolder, 'read');
  try {
    const model = await openTrainedModel(run, task, await services.engine('infer'), services);
    try {
      const decoder = await services.decoder();
      const results: FilePrediction[] = [];
      services.reporter.start('Predicting', files.length, 'files');
      for (const file of files) {
        if (signal.aborted) break;
        results.push(await predictFile(file, model, decoder, task));
        services.reporter.advance(results.length);
      }
      services.reporter.finish(`${results.length} of ${files.length} files are done`);
      const failed = results.filter(({ prediction }) => prediction === undefined).length;
      const { classes, segmentSeconds } = model.config.data;
      return {
        run: runFolder,
        classes,
        segmentSeconds,
        files: results.map(({ prediction, ...file }) => ({ ...file, ...prediction?.values })),
        failed,
        ...(failed > 0 && { exitCode: 1 as const }),
        ...(signal.aborted && { stopped: 'interrupted' as const }),
        lines: results.flatMap(filePredictionLines),
      };
    } finally {
      await model.program.dispose();
    }
  } finally {
    await run.close();
  }
}

async function predictFile(file: string, model: TrainedModel, decoder: MediaDecoder, task: PredictRequest['task']): Promise<FilePrediction> {
  const none = (state: string, detail: string | undefined): FilePrediction => ({ file, state, detail, prediction: undefined });
  const { config, shape, program } = model;
  try {
    const decoded = await decodeClip(file, 0, config.data, decoder);
    const { state, detail } = judge(decoded, config.data);
    if (state === 'no-audio' || state === 'no-video' || state === 'unreadable') return none(state, detail);
    const clip: StoredClip = { entry: { id: basename(file), split: '', state, segmentLabels: [] }, ...fitted(decoded, config.data) };
    const outputs = await program.run(task.makeInputs([clip], config.model, shape, config.data.sampleRateHz));
    const [prediction] = task.decode(outputs, [clip.entry.id], config.model, shape);
    return { file, state, detail, prediction: task.show(prediction, config.data.classes, config.data.segmentSeconds, config.model) };
  } catch (fault) {
    if (!(fault instanceof MediaFault)) throw fault;
    return none(fault.kind, fault.detail);
  }
}

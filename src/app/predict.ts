import { basename, join, parse } from 'node:path';
import type { ClipLabels } from '../domain/data/clip-labels.js';
import type { Json } from '../domain/ports/run-store.js';
import { MediaFault, type MediaDecoder } from '../domain/ports/media.js';
import { usableStates, type ClipState, type StoredClip } from '../domain/ports/clip-store.js';
import { decodeClip, fitted, judge } from './clip-media.js';
import { filePredictionLines, fileValues, type FilePrediction, type WindowPrediction } from './file-prediction.js';
import type { RunConfig } from './run-config.js';
import type { Services } from './services.js';
import type { ClipPrediction } from '../domain/tasks/task.js';
import type { Cue } from '../domain/tasks/cue.js';
import { timelineCues } from '../domain/tasks/cues.js';
import { requireNew } from './new-output.js';
import { predictionPage } from './prediction-page.js';
import { openTrainedModel, type TrainedModel } from './trained-model.js';
import type { PredictRequest, UseCaseReport } from './use-case-requests.js';
import { webVtt } from './web-vtt.js';
import { writeMasks } from './write-masks.js';

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
export async function predict(services: Services, { task, runFolder, ...request }: PredictRequest): Promise<PredictReport> {
  const run = await services.runs.open(runFolder, 'read');
  try {
    const model = await openTrainedModel(run, task, await services.engine('infer'), services);
    return { run: runFolder, ...(await predictFiles(services, model, { task, ...request })) };
  } finally {
    await run.close();
  }
}

/** Predicts files with a model that is open, and disposes it. */
export async function predictFiles(services: Services, model: TrainedModel, request: Omit<PredictRequest, 'runFolder'>): Promise<Omit<PredictReport, 'run'>> {
  const { files, signal, maskFolder, vttFolder, htmlFile, task } = request;
  try {
    await requireNew(services, maskFolder, '--masks');
    await requireNew(services, vttFolder, '--vtt');
    await requireNew(services, htmlFile, '--html');
    const page = htmlFile === undefined ? undefined : predictionPage(services, request, model);
    const decoder = await services.decoder();
    const results: FilePrediction[] = [];
    services.reporter.start('Predicting', files.length, 'files');
    for (const file of files) {
      if (signal.aborted) break;
      const cues: Cue[] = [];
      results.push(await predictFile(file, model, decoder, request, (window, windows) => services.reporter.advance(results.length, { file: basename(file), window: `${window} of ${windows}` }), observers(services, model, request, file, page, cues)));
      if (vttFolder !== undefined) await services.data.writeText(join(vttFolder, `${uniqueName(file, files)}.vtt`), webVtt(cues));
      services.reporter.advance(results.length);
    }
    services.reporter.finish(`${results.length} of ${files.length} files are done`);
    if (page !== undefined && htmlFile !== undefined) await services.data.writeText(htmlFile, await (await services.reports()).render(page.content(results, await originOf(services, task, model, request))));
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

/** What else is done with every prediction of a file: masks are written, page and subtitles gathered. */
function observers(services: Services, { config }: TrainedModel, { task, files, maskFolder, vttFolder }: Omit<PredictRequest, 'runFolder'>, file: string, page: ReturnType<typeof predictionPage> | undefined, cues: Cue[]): OnPrediction {
  const { classes, segments, segmentSeconds, sampleRateHz } = config.data;
  return async (window, windows, prediction, clip) => {
    const masks = maskFolder === undefined ? undefined : task.masks?.(prediction, config.model);
    if (maskFolder !== undefined && masks !== undefined) await writeMasks(services, maskFolder, { name: uniqueName(file, files), window, alone: windows === 1, clip, masks, segmentSeconds, sampleRateHz });
    if (vttFolder !== undefined) cues.push(...movedCues(cuesOf(task, prediction, classes, segmentSeconds), window * segments * segmentSeconds));
    await page?.add(file, window, prediction, clip);
  };
}

function cuesOf(task: PredictRequest['task'], prediction: ClipPrediction, classes: readonly string[], segmentSeconds: number): readonly Cue[] {
  if (task.cues !== undefined) return task.cues(prediction, classes, segmentSeconds);
  const timeline = task.timeline?.(prediction);
  return timeline === undefined ? [] : timelineCues(timeline, classes, segmentSeconds);
}

const movedCues = (cues: readonly Cue[], by: number): Cue[] => cues.map(({ startSeconds, endSeconds, text }) => ({ startSeconds: startSeconds + by, endSeconds: endSeconds + by, text }));

/** What files made of a media file are called; a second file of the same name gets a number. */
function uniqueName(file: string, files: readonly string[]): string {
  const same = files.slice(0, files.indexOf(file)).filter((other) => parse(other).name === parse(file).name).length;
  return same === 0 ? parse(file).name : `${parse(file).name}-${same + 1}`;
}

async function originOf(services: Services, task: PredictRequest['task'], { config }: TrainedModel, { files }: Omit<PredictRequest, 'runFolder'>) {
  const { name, version, device, threads } = await (await services.engine('infer')).describe();
  const command = `avtool ${task.name}:predict`;
  return { setup: { command, versions: services.versions, engine: `${name} ${version}, ${device}, ${threads} threads`, seed: config.training.seed, recipe: config.training.recipe, model: config.model }, reproduce: `${command} ${files.length === 1 ? files[0] : `${files[0]} … (${files.length} files)`}` };
}

/** Less than this left of a file is no window of its own. */
const leastWindowShare = 0.5;

/** A part of a file that can be predicted. */
interface Window {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly clip: StoredClip;
}

/** Is told of every prediction, with the number of its window and of all. */
type OnPrediction = (window: number, windows: number, prediction: ClipPrediction, clip: StoredClip) => Promise<void>;

/** As many windows at a time as the model takes: no more of the file than that is in memory. */
async function predictFile(file: string, model: TrainedModel, decoder: MediaDecoder, request: Omit<PredictRequest, 'runFolder'>, onWindow: (window: number, windows: number) => void, onPrediction: OnPrediction): Promise<FilePrediction> {
  const { shape, config } = model;
  const windows: WindowPrediction[] = [];
  const reading: Reading = { total: 0, state: 'unreadable', detail: undefined };
  let batch: Window[] = [];
  try {
    for await (const window of windowsOf(file, config.data, decoder, reading, request.labels)) {
      if (request.signal.aborted) break;
      batch.push(window);
      if (batch.length < shape.clips) continue;
      windows.push(...(await predictWindows(batch, model, request.task, (k, prediction, clip) => onPrediction(windows.length + k, reading.total, prediction, clip))));
      batch = [];
      if (reading.total > 1) onWindow(windows.length, reading.total);
    }
  } catch (fault) {
    if (!(fault instanceof MediaFault)) throw fault;
    if (windows.length + batch.length === 0) return { file, state: fault.kind, detail: fault.detail, windows };
    reading.endedBy = fault.detail;
  }
  if (batch.length > 0) windows.push(...(await predictWindows(batch, model, request.task, (k, prediction, clip) => onPrediction(windows.length + k, reading.total, prediction, clip))));
  const { state, detail, endedBy, total } = reading;
  return endedBy === undefined ? { file, state, detail, windows } : { file, state: 'short', detail: `${windows.length} of ${total} windows: ${endedBy}`, windows };
}

/** What was found out about a file on the way. */
interface Reading {
  total: number;
  /** Of the first window. */
  state: ClipState;
  detail: string | undefined;
  /** Why there are fewer windows than the file is long. */
  endedBy?: string;
}

/** The usable windows of a file in order of time. @throws MediaFault */
async function* windowsOf(file: string, cut: RunConfig['data'], decoder: MediaDecoder, reading: Reading, labels: ClipLabels | undefined): AsyncGenerator<Window> {
  const windowSeconds = cut.segments * cut.segmentSeconds;
  const probe = await decoder.probe(file);
  // Some files do not say how long they are (0): of these the first window counts.
  reading.total = cut.spread === 'whole-file' ? 1 : Math.max(1, Math.floor(probe.durationSeconds / windowSeconds + 1 - leastWindowShare));
  for (let window = 0; window < reading.total; window++) {
    const startSeconds = window * windowSeconds;
    const decoded = await decodeClip(file, startSeconds, cut, decoder, probe);
    const { state, detail } = judge(decoded, cut);
    if (window === 0) Object.assign(reading, { state, detail });
    if (!usableStates.includes(state)) {
      if (window > 0) reading.endedBy = detail ?? state;
      return;
    }
    const endSeconds = cut.spread === 'whole-file' ? probe.durationSeconds : reading.total === 1 ? Math.min(windowSeconds, probe.durationSeconds || windowSeconds) : Math.min(startSeconds + windowSeconds, probe.durationSeconds);
    yield { startSeconds, endSeconds, clip: { entry: { id: basename(file), split: '', state, segmentLabels: [], ...(labels && { labels }) }, ...fitted(decoded, cut) } };
  }
}

async function predictWindows(batch: readonly Window[], { config, shape, program }: TrainedModel, task: PredictRequest['task'], onPrediction: (index: number, prediction: ClipPrediction, clip: StoredClip) => Promise<void>): Promise<WindowPrediction[]> {
  const clips = batch.map(({ clip }) => clip);
  const outputs = await program.run(task.makeInputs(clips, config.model, shape, config.data.sampleRateHz));
  const predictions = task.decode(outputs, clips.map(({ entry }) => entry.id), config.model, shape);
  const results: WindowPrediction[] = [];
  for (const [k, decoded] of predictions.entries()) {
    const { startSeconds, endSeconds, clip } = batch[k];
    const prediction = task.compare?.(decoded, clip, config.model) ?? decoded;
    await onPrediction(k, prediction, clip);
    results.push({ startSeconds, endSeconds, state: clip.entry.state, shown: task.show(prediction, config.data.classes, config.data.segmentSeconds, config.model) });
  }
  return results;
}

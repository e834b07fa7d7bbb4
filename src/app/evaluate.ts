import { AvtoolError } from '../domain/errors.js';
import { usableStates, type ClipCache, type ClipState } from '../domain/ports/clip-store.js';
import type { Engine } from '../domain/ports/engine.js';
import type { Run } from '../domain/ports/run-store.js';
import { metricWords } from '../domain/tasks/metric-words.js';
import type { TaskMetrics } from '../domain/tasks/task.js';
import { evaluationReport } from './evaluation-report.js';
import { predictClips } from './predict-clips.js';
import type { RunConfig } from './run-config.js';
import type { Services } from './services.js';
import { reportSections } from './report-sections.js';
import { withEncodedPictures } from './encoded-pictures.js';
import { openTrainedModel, type TrainedModel } from './trained-model.js';
import { usableIds } from './usable-ids.js';
import type { EvaluateRequest, UseCaseReport } from './use-case-requests.js';

export interface EvaluateReport extends UseCaseReport {
  readonly run: string;
  readonly split: string;
  readonly dataset: string;
  readonly rendered: boolean;
  readonly epoch: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly main: string;
  readonly baselines: readonly { readonly name: string; readonly value: number }[];
  readonly perClass: TaskMetrics['perClass'];
  readonly confusion: TaskMetrics['confusion'];
  readonly clips: { readonly evaluated: number; readonly total: number };
  readonly states: Readonly<Partial<Record<ClipState, number>>>;
  readonly report: string;
}

/** Measures a run's best model on a split; writes `evaluation-SPLIT.json` and `report.html` into the run folder. */
export async function evaluate(services: Services, request: EvaluateRequest): Promise<EvaluateReport> {
  const cache = await services.clips.open(request.cacheFolder);
  try {
    const run = await services.runs.open(request.runFolder, 'write');
    try {
      const engine = await services.engine('infer');
      return await measure(services, { run, cache, engine, model: await openTrainedModel(run, request.task, engine, services) }, request);
    } finally {
      await run.close();
    }
  } finally {
    await cache.close();
  }
}

/** What is measured, open. */
export interface Measured {
  readonly run: Run;
  readonly cache: ClipCache;
  readonly engine: Engine;
  readonly model: TrainedModel;
}

/** Measures a model that is open, and disposes it. */
export async function measure(services: Services, { run, cache, engine, model }: Measured, { task, split, signal, runFolder, cacheFolder, sections = [] }: EvaluateRequest): Promise<EvaluateReport> {
  try {
    refuseOtherClips(cache, model.config, runFolder);
    const ids = usableIds(cache, split);
    services.reporter.start(`Evaluating ${split}`, ids.length, 'clips');
    const { predictions, truths } = await predictClips(model.program, cache, ids, task, model.config.model, model.shape, signal, (done) => services.reporter.advance(done), services.random(model.config.training.seed).fork('evaluation'));
    services.reporter.finish(`${predictions.length} of ${ids.length} clips are evaluated`);
    if (signal.aborted) return interruptedReport(runFolder, split);
    const metrics = task.metrics(predictions, truths, cache.description.classes, model.config.model);
    const entries = cache.entries(split);
    const states: Partial<Record<ClipState, number>> = {};
    for (const { state } of entries) states[state] = (states[state] ?? 0) + 1;
    const baselines = task.baselines(truths, cache.description.classes, model.config.model, predictions);
    const summary = {
      run: runFolder,
      split,
      dataset: cache.description.dataset,
      rendered: cache.description.rendered,
      epoch: model.epoch,
      metrics: metrics.values,
      main: metrics.main,
      baselines,
      perClass: metrics.perClass,
      confusion: metrics.confusion,
      clips: { evaluated: predictions.length, total: entries.length },
      states,
    };
    await run.writeFile(`evaluation-${split}.json`, `${JSON.stringify({ schema: 1, ...summary, predictions: predictions.map((prediction) => task.kept?.(prediction) ?? prediction) }, undefined, 1)}\n`);
    const content = await evaluationReport({ services, run, cache, engine, config: model.config, task, split, metrics, baselines, predictions, truths, cacheFolder });
    const added = await withEncodedPictures(reportSections(content, sections, (line) => services.reporter.warn(line)), services);
    await run.writeFile('report.html', await (await services.reports()).render({ ...content, sections: [...(content.sections ?? []), ...added] }));
    return { ...summary, report: `${runFolder}/report.html`, lines: [...metricLines(metrics, baselines, summary.clips, cache, split), ...(task.notices?.(model.config.model) ?? []), `Report: ${runFolder}/report.html`] };
  } finally {
    await model.program.dispose();
  }
}

/** @throws AvtoolError CACHE_CLASSES, CACHE_SEGMENTS where the clips are not of the kind that the run was trained on */
export function refuseOtherClips({ description }: ClipCache, { data }: RunConfig, runFolder: string): void {
  const refuse = (code: string, message: string): never => {
    throw new AvtoolError({ code, message, where: runFolder, fix: 'give the cache of the data set the run was trained on with --cache', exitCode: 2 });
  };
  if (description.classes.join('\n') !== data.classes.join('\n')) {
    refuse('CACHE_CLASSES', `the run was trained on ${data.classes.length} classes that differ from the ${description.classes.length} of the cache's data set "${description.dataset}"`);
  }
  if (description.segments !== data.segments || description.segmentSeconds !== data.segmentSeconds) {
    refuse('CACHE_SEGMENTS', `the run was trained on clips of ${data.segments} x ${data.segmentSeconds} s, the cache holds clips of ${description.segments} x ${description.segmentSeconds} s`);
  }
}

function metricLines(metrics: TaskMetrics, baselines: EvaluateReport['baselines'], clips: EvaluateReport['clips'], cache: ClipCache, split: string): string[] {
  const usable = cache.entries(split).filter(({ state }) => usableStates.includes(state)).length;
  const row = (name: string, value: number): string => `${name.padEnd(34)} ${value.toFixed(2).padStart(6)} %`;
  return [
    `${cache.description.title}, split ${split}: ${clips.evaluated} of ${clips.total} clips${usable < clips.total ? ` (${clips.total - usable} unusable)` : ''}`,
    ...Object.entries(metrics.values).map(([name, value]) => row(metricWords(name), value)),
    ...baselines.map(({ name, value }) => row(`baseline: ${name}`, value)),
  ];
}

const interruptedReport = (run: string, split: string): EvaluateReport => ({
  run,
  split,
  dataset: '',
  rendered: false,
  epoch: 0,
  metrics: {},
  main: '',
  baselines: [],
  perClass: [],
  confusion: [],
  clips: { evaluated: 0, total: 0 },
  states: {},
  report: '',
  stopped: 'interrupted',
  lines: ['Stopped before the evaluation was complete; nothing was written.'],
});

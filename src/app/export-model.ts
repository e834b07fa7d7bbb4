import { basename, resolve } from 'node:path';
import { AvtoolError } from '../domain/errors.js';
import type { WrittenFile } from '../domain/ports/model-exporter.js';
import type { Json, Run } from '../domain/ports/run-store.js';
import type { BatchShape, TaskDefinition, TaskExport } from '../domain/tasks/task.js';
import { clipsForCheck, compareWithEngine, exportTolerance, type ExportCheck } from './check-export.js';
import { batchShape } from './model-plan.js';
import { readRunConfig } from './run-config.js';
import type { Services } from './services.js';
import { evaluationGraph, exportGraph } from './task-graphs.js';
import { loadTrainedWeights, type TrainedWeights } from './trained-model.js';
import type { ExportRequest, UseCaseReport } from './use-case-requests.js';

export interface ExportReport extends UseCaseReport {
  readonly run: string;
  readonly task: string;
  readonly format: ExportRequest['format'];
  readonly epoch: number;
  readonly files: readonly WrittenFile[];
  /** What the file was held against; absent for weights alone, which nothing computes with. */
  readonly checked?: ExportCheck & { readonly engine: string; readonly largestDifference: number };
}

/**
 * Writes a run's best model as a file for other programs; an ONNX model is checked against the training engine first.
 * @throws AvtoolError TARGET_EXISTS (exit 4), EXPORT_UNKNOWN (exit 2), EXPORT_DIFFERS (exit 1), RUN_*
 */
export async function exportModel(services: Services, request: ExportRequest): Promise<ExportReport> {
  if (!request.force && (await services.data.exists(request.path))) {
    throw new AvtoolError({ code: 'TARGET_EXISTS', message: 'the file is there already', where: request.path, fix: 'choose another name with --out, or replace it with --force', exitCode: 4 });
  }
  const run = await services.runs.open(request.runFolder, 'read');
  try {
    const task = await request.task((await readRunConfig(run)).task);
    const trained = await loadTrainedWeights(run, task, services);
    return await (request.format === 'onnx' ? exportOnnx : exportWeights)(services, request, { run, task, trained });
  } finally {
    await run.close();
  }
}

interface Source {
  readonly run: Run;
  readonly task: TaskDefinition;
  readonly trained: TrainedWeights;
}

async function exportOnnx(services: Services, request: ExportRequest, source: Source): Promise<ExportReport> {
  const { task, trained } = source;
  const { config } = trained;
  const taskExport = exportOf(task);
  const shape = batchShape(config.data, request.clips);
  services.reporter.start('Exporting', undefined, '');
  const evaluation = evaluationGraph(task, trained.plan, shape);
  const weights = await trained.valuesOf(evaluation);
  const { graph, byteInputs } = exportGraph(task, taskExport, trained.plan, shape);
  const metadata = { ...facts(services, source), clips: String(shape.clips), ...asText(taskExport.describe(config.model, shape)) };
  const pending = await (await services.modelExporter()).write(request.path, { graph, weights, byteInputs, metadata }, { externalData: request.externalData });
  try {
    if (request.signal.aborted) return interruptedReport(reportOf(request, source));
    const engine = await services.engine('train');
    const program = await engine.compile(evaluation, { initialState: weights });
    try {
      const { clips, cache } = await clipsForCheck(services, config, request.runFolder, request.cacheFolder);
      const differences = await compareWithEngine(pending, program, clips, { task, taskExport, config, shape });
      const [output, largestDifference] = Object.entries(differences).reduce((worst, entry) => (entry[1] > worst[1] ? entry : worst));
      const checked = { engine: engine.name, clips: clips.length, ...(cache !== undefined && { cache }), differences, largestDifference };
      if (!(largestDifference <= exportTolerance)) throw differs(request.path, engine.name, output, largestDifference);
      const report = { ...reportOf(request, source), files: pending.files, checked };
      if (request.signal.aborted) return interruptedReport(report);
      await pending.commit();
      services.reporter.finish(`checked ${clips.length} clips`);
      return { ...report, lines: [...fileLines(report, shape), `Checked with ${clips.length} clips of ${cache ?? 'noise'} against ${engine.name}: probabilities differ by ${largestDifference.toExponential(1)} at most.`] };
    } finally {
      await program.dispose();
    }
  } finally {
    await pending.discard();
  }
}

async function exportWeights(services: Services, request: ExportRequest, source: Source): Promise<ExportReport> {
  const { task, trained } = source;
  const { config } = trained;
  const tensors = await trained.valuesOf(evaluationGraph(task, trained.plan, batchShape(config.data, 1)));
  await services.weights.write(request.path, { tensors, metadata: facts(services, source) });
  const elements = [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  const report = { ...reportOf(request, source), files: [{ path: request.path, bytes: elements * 4 }] };
  return { ...report, lines: [`Wrote ${tensors.size} tensors of epoch ${report.epoch}: ${request.path} (${mebibytes(elements * 4)})`, `Use it with: avtool ${task.name}:train --weights ${request.path}`] };
}

function exportOf(task: TaskDefinition): TaskExport {
  if (task.export !== undefined) return task.export;
  throw new AvtoolError({ code: 'EXPORT_UNKNOWN', message: `the task "${task.name}" does not say how its model is written for other programs`, fix: 'write the weights alone with --to safetensors', exitCode: 2 });
}

const differs = (path: string, engine: string, output: string, difference: number): AvtoolError =>
  new AvtoolError({
    code: 'EXPORT_DIFFERS',
    message: `the exported model does not compute what ${engine} computes: ${output} differs by ${difference.toExponential(1)}, and ${exportTolerance} is allowed; the file is removed`,
    where: path,
    fix: 'check the engine with "avtool engines:bench", or export with another one: --engine NAME',
    exitCode: 1,
  });

const interruptedReport = (report: ReturnType<typeof reportOf>): ExportReport => ({ ...report, files: [], stopped: 'interrupted', lines: ['Stopped before the file was in its place; nothing was written.'] });

const reportOf = ({ runFolder, format }: ExportRequest, { task, trained }: Source) => ({ run: runFolder, task: task.name, format, epoch: trained.epoch });

/** What every exported file says about itself. */
function facts({ versions }: Services, { run, task, trained: { config, epoch } }: Source): Record<string, string> {
  const { dataset, classes, rendered } = config.data;
  return { ...asText({ avtool: versions.avtool ?? null, task: task.name, size: config.size, classes, dataset, rendered, run: basename(resolve(run.path)), epoch }) };
}

/** Plain text as it is, everything else as JSON. */
const asText = (values: Readonly<Record<string, Json>>): Record<string, string> => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]));

const fileLines = ({ files, epoch }: Pick<ExportReport, 'files' | 'epoch'>, { clips }: BatchShape): string[] => [
  `Exported epoch ${epoch} for ${clips === 1 ? 'one clip' : `${clips} clips`} at a time:`,
  ...files.map(({ path, bytes }) => `  ${path} (${mebibytes(bytes)})`),
];

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

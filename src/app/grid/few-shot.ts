import { usableStates } from '../../domain/ports/clip-store.js';
import type { CellLabels } from '../../domain/experiments/grid-cell.js';
import type { ReportSectionDefinition } from '../../domain/ports/report.js';
import type { Json } from '../../domain/ports/run-store.js';
import { fewShotSample } from '../../domain/tasks/retrieval/few-shot-sample.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import type { CellTraining } from './ablate.js';
import { selectionNotice } from './selection-notice.js';
import type { GridRow } from './grid-presentation.js';
import { runGrid, type GridReport } from './run-grid.js';
import { planModel } from '../model-plan.js';
import { trainCell } from './train-cell.js';
import type { Services } from '../services.js';

export interface FewShotRequest {
  readonly task: TaskDefinition;
  /** Who asks, e.g. `ave:fewshot`. */
  readonly name: string;
  readonly gridFolder: string;
  readonly cacheFolder: string;
  readonly shots: readonly number[];
  readonly seeds: readonly number[];
  readonly split: string;
  /** `drawn` by each seed, or `first` ones as published: then seeds change the training alone. */
  readonly sampling: 'drawn' | 'first';
  /** Main measure of the table. */
  readonly measure: string;
  /** The paper's numbers, by shots. */
  readonly paper: Readonly<Record<number, number>>;
  readonly training: (seed: number) => Promise<CellTraining>;
  readonly settings: { readonly [key: string]: Json };
  readonly engine: string;
  readonly recipe: string;
  readonly command: string;
  readonly sections: readonly ReportSectionDefinition[];
  readonly signal: AbortSignal;
}

/**
 * Trains with so many clips of each class, for every number of shots and every seed, and draws the accuracy over shots (paper figures 4 and 7).
 * The ids of the clips stand in each run's `config.json`.
 * @throws AvtoolError of {@link runGrid} and of an absent or unfinished cache
 */
export async function fewShot(services: Services, request: FewShotRequest): Promise<GridReport> {
  const { task, cacheFolder, shots, seeds, split, sections, signal, measure, paper, command } = request;
  const cache = await services.clips.open(cacheFolder);
  const entries = cache.entries('train').filter(({ state }) => usableStates.includes(state));
  await cache.close();
  const { dataset, title, rendered, classes, segments, segmentSeconds, annotations } = cache.description;
  const cells = seeds.flatMap((seed) => shots.map((count): CellLabels => ({ shots: rowName(count), seed })));
  const { training } = planModel(task, { ...(await request.training(seeds[0])), adapter: undefined });
  const rows = shots.map((count): GridRow => ({ name: rowName(count), points: [{ curve: 'clips a class', at: count }], ...(paper[count] !== undefined && { paper: { [measure]: paper[count] } }) }));
  return runGrid(services, {
    folder: request.gridFolder,
    definition: { name: request.name, cells, settings: { ...request.settings, split, sampling: request.sampling, data: { dataset, classes, segments, segmentSeconds, annotations } } },
    presentation: {
      rowLabel: 'shots',
      rows,
      measures: [{ name: measure, title: measure, unit: '%', digits: 2 }],
      main: measure,
      origin: {
        title: `${title}: accuracy over the number of clips a class`,
        task: task.title,
        dataset: { title, rendered },
        setup: { command, versions: services.versions, engine: request.engine, seed: seeds.join(', '), recipe: request.recipe, model: {} },
        notices: ['The paper’s numbers are of its own encoders and of recorded clips; they stand beside the measured ones, not against them. Those below 16 shots are read off its figure (± 0.3).', ...selectionNotice(training, split)],
        reproduce: command,
      },
      remarks: [],
    },
    runCell: async ({ shots: row, seed }, runFolder) => {
      const count = shots.find((candidate) => rowName(candidate) === row) ?? 0;
      const sample = fewShotSample(entries, classes.length, count, request.sampling === 'first' ? undefined : services.random(Number(seed)).fork(`shots/${count}`));
      if (sample.filled > 0) services.reporter.info(`${sample.filled} clips of several labels stand in for classes that are short of clips of one`);
      if (sample.short.length > 0) services.reporter.warn(`not ${count} clips of every class: ${sample.short.map(({ classIndex, clips }) => `${classes[classIndex]} ${clips}`).join(', ')}`);
      return trainCell(services, { ...(await request.training(Number(seed))), task, cacheFolder, runFolder, trainClips: sample.ids, signal }, { split, sections });
    },
    signal,
  });
}

const rowName = (count: number): string => (count === 1 ? '1 shot' : `${count} shots`);

import { costMeasures, type Ablation, type AblationVariant } from '../../domain/experiments/ablation.js';
import type { CellLabels, Shard } from '../../domain/experiments/grid-cell.js';
import type { ReportOrigin, ReportSectionDefinition } from '../../domain/ports/report.js';
import type { Json } from '../../domain/ports/run-store.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import { modelCost } from '../model-cost.js';
import { planModel } from '../model-plan.js';
import type { Services } from '../services.js';
import type { ModelCostRequest, TrainRequest } from '../use-case-requests.js';
import type { GridPresentation } from './grid-presentation.js';
import { runGrid, type GridReport } from './run-grid.js';
import { selectionNotice } from './selection-notice.js';
import { trainCell } from './train-cell.js';

export interface AblateRequest {
  readonly task: TaskDefinition;
  readonly ablation: Ablation;
  readonly gridFolder: string;
  readonly shard?: Shard | undefined;
  /** What decides the results besides variants, seeds and clips, for `grid.json`. */
  readonly settings: { readonly [key: string]: Json };
  /** How the engine was chosen, for the report. */
  readonly engine: string;
  readonly recipe: string;
  /** The command that goes on with this grid. */
  readonly command: string;
  readonly signal: AbortSignal;
}

/** Everything of a training request that a cell does not say itself. */
export type CellTraining = Omit<TrainRequest, 'task' | 'cacheFolder' | 'runFolder' | 'resume' | 'signal'>;

export interface TrainingAblation extends AblateRequest {
  readonly cacheFolder: string;
  readonly split: string;
  readonly seeds: readonly number[];
  readonly training: (variant: AblationVariant, seed: number) => Promise<CellTraining>;
  /** What plugins add to the report of each run. */
  readonly sections: readonly ReportSectionDefinition[];
}

/**
 * Trains every variant of a table or figure of the paper with every seed, and puts the results beside the paper's.
 * @throws AvtoolError of {@link runGrid} and of an absent or unfinished cache; faults of single cells are in the report
 */
export async function ablateTraining(services: Services, request: TrainingAblation): Promise<GridReport> {
  const { ablation, task, cacheFolder, split, seeds, sections, signal } = request;
  const cache = await services.clips.open(cacheFolder);
  await cache.close();
  const { dataset, title, rendered, classes, segments, segmentSeconds, annotations } = cache.description;
  const variants = variantsToRun(ablation);
  // All variants of one seed before the next seed: a grid that is stopped early compares them all.
  const cells = seeds.flatMap((seed) => [...variants.keys()].map((variant): CellLabels => ({ variant, seed })));
  const plain = await request.training(firstOf(variants), seeds[0]);
  const { training } = planModel(task, { ...plain, adapter: undefined });
  const notices = [
    'The paper’s numbers are of its own encoders and of recorded clips; they stand beside the measured ones, not against them.',
    ...selectionNotice(training, split),
  ];
  return runGrid(services, {
    folder: request.gridFolder,
    definition: { name: nameOf(request), cells, settings: { ...request.settings, variants: settingsOf(variants), split, data: { dataset, classes, segments, segmentSeconds, annotations } } },
    presentation: presentationOf(request, services, { title, rendered }, seeds.join(', '), notices),
    shard: request.shard,
    runCell: async ({ variant, seed }, runFolder) => {
      const cell = await request.training(variantCalled(variants, String(variant)), Number(seed));
      return trainCell(services, { ...cell, task, cacheFolder, runFolder, signal }, { split, sections });
    },
    signal,
  });
}

export interface CostAblation extends AblateRequest {
  readonly cost: (variant: AblationVariant) => Promise<ModelCostRequest>;
}

/** Counts every variant of a table of the paper; nothing is trained and no clip is read. @throws AvtoolError of {@link runGrid} */
export async function ablateCost(services: Services, request: CostAblation): Promise<GridReport> {
  const variants = variantsToRun(request.ablation);
  return runGrid(services, {
    folder: request.gridFolder,
    definition: { name: nameOf(request), cells: [...variants.keys()].map((variant) => ({ variant })), settings: { ...request.settings, variants: settingsOf(variants) } },
    presentation: presentationOf(request, services, { title: 'no clips: counted from shapes', rendered: false }, '–', ['The paper’s numbers are of its own encoders.']),
    shard: request.shard,
    runCell: async ({ variant }) => {
      const { parameters, trainableParameters, layerMultiplyAdds, size } = await modelCost(await request.cost(variantCalled(variants, String(variant))));
      return { values: { trainable: (100 * trainableParameters) / parameters, parameters: parameters / 1e6, multiplyAdds: layerMultiplyAdds / 1e9 }, facts: { size } };
    },
    signal: request.signal,
  });
}

const nameOf = ({ task, ablation }: AblateRequest): string => `${task.name}:ablate ${ablation.name}`;

/** Variants by name, without those that only the paper has. */
const variantsToRun = ({ variants }: Ablation): ReadonlyMap<string, AblationVariant> => new Map(variants.filter(({ model }) => model !== undefined).map((variant) => [variant.name, variant]));

const settingsOf = (variants: ReadonlyMap<string, AblationVariant>): Json => Object.fromEntries([...variants].map(([name, { model = {} }]) => [name, model]));

function variantCalled(variants: ReadonlyMap<string, AblationVariant>, name: string): AblationVariant {
  const variant = variants.get(name);
  if (variant === undefined) throw new Error(`no variant "${name}"`);
  return variant;
}

function firstOf(variants: ReadonlyMap<string, AblationVariant>): AblationVariant {
  const [first] = variants.values();
  if (first === undefined) throw new Error('an ablation without a variant');
  return first;
}

function presentationOf({ ablation, task, engine, recipe, command }: AblateRequest, { versions }: Services, dataset: ReportOrigin['dataset'], seed: string, notices: readonly string[]): GridPresentation {
  const main = ablation.main;
  return {
    rowLabel: 'variant',
    rows: ablation.variants,
    measures: main === undefined ? costMeasures : [{ name: main, title: main, unit: '%', digits: 2 }],
    main,
    origin: { title: `${ablation.title} (${ablation.source})`, task: task.title, dataset, setup: { command, versions, engine, seed, recipe, model: {} }, notices, reproduce: command },
    remarks: ablation.remarks,
  };
}

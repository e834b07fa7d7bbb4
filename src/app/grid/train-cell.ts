import { join } from 'node:path';
import type { ReportSectionDefinition } from '../../domain/ports/report.js';
import { evaluate } from '../evaluate.js';
import type { Services } from '../services.js';
import { train } from '../train.js';
import type { TrainRequest } from '../use-case-requests.js';
import type { CellResult } from './grid-results.js';

/** What becomes of the trained run of a cell. */
export interface CellEvaluation {
  readonly split: string;
  readonly sections: readonly ReportSectionDefinition[];
}

/** A cell that is a run: trains in its folder, from the last checkpoint where there is one, and measures the best model on a split. */
export async function trainCell(services: Services, request: Omit<TrainRequest, 'resume'>, { split, sections }: CellEvaluation): Promise<CellResult | 'interrupted'> {
  const { task, runFolder, cacheFolder, signal } = request;
  // Written first of all files of a run: with it there is something to go on with.
  const resume = await services.data.exists(join(runFolder, 'config.json'));
  const trained = await train(services, { ...request, resume });
  if (trained.stopped === 'interrupted') return 'interrupted';
  const measured = await evaluate(services, { task, runFolder, cacheFolder, split, sections, signal });
  if (measured.stopped === 'interrupted') return 'interrupted';
  return { values: measured.metrics, facts: { 'best epoch': measured.epoch, 'epochs trained': trained.epochs } };
}

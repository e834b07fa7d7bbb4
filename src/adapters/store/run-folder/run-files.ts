import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AvtoolError } from '../../../domain/errors.js';
import type { Json, MetricRecord } from '../../../domain/ports/run-store.js';
import { systemCode } from '../../files/file-fault.js';
import { readLines } from '../../files/line-file.js';
import { parseJson } from './json.js';

/** Where things stand in a run folder (architecture §4). */
export const runFiles = { config: 'config.json', metrics: 'metrics.jsonl', log: 'log.txt', checkpoints: 'checkpoints' } as const;

/** @throws AvtoolError RUN_MISSING (exit 3), RUN_DAMAGED (exit 2) */
export async function readConfig(folder: string): Promise<Json> {
  const path = join(folder, runFiles.config);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw runMissing(folder, error);
  }
  return parse(text, path);
}

/** The records of complete lines. @throws AvtoolError RUN_DAMAGED (exit 2) naming the line */
export async function readMetrics(folder: string): Promise<readonly MetricRecord[]> {
  const path = join(folder, runFiles.metrics);
  return (await readLines(path)).map((line, index) => {
    const where = `${path} line ${index + 1}`;
    const value = parse(line, where);
    if (!isRecord(value)) throw runDamaged(where);
    return value;
  });
}

export const runMissing = (folder: string, cause?: unknown): AvtoolError =>
  new AvtoolError({
    code: 'RUN_MISSING',
    message: 'there is no run in this folder',
    where: folder,
    fix: 'check the path given with --run, or start the run without --resume',
    exitCode: 3,
    cause,
  });

function parse(text: string, where: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw runDamaged(where, error);
    throw error;
  }
}

const isRecord = (value: Json): value is MetricRecord => typeof value === 'object' && value !== null && !Array.isArray(value);

const runDamaged = (where: string, cause?: unknown): AvtoolError =>
  new AvtoolError({
    code: 'RUN_DAMAGED',
    message: 'a file of this run is damaged: it is not JSON of the expected form',
    where,
    fix: 'put the file back from a copy, or train again in another run folder',
    exitCode: 2,
    cause,
  });

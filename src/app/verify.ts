import { join } from 'node:path';
import type { ClipRecord } from '../domain/data/dataset.js';
import { usableStates, type ClipState } from '../domain/ports/clip-store.js';
import { MediaFault, type MediaDecoder } from '../domain/ports/media.js';
import { clipMasks } from './clip-masks.js';
import { clipMedia, shortToleranceSeconds, type ClipCut } from './clip-media.js';
import { clipParts } from './clip-parts.js';
import { findMedia, readAnnotations, type MediaPlace } from './dataset-media.js';
import { inOrder } from './in-order.js';
import type { Services } from './services.js';
import { faultLines, stateTable, type RowFault, type StatesOfSplits } from './state-lines.js';
import type { UseCaseReport, VerifyRequest } from './use-case-requests.js';

export interface VerifyReport extends UseCaseReport {
  readonly dataset: string;
  readonly states: StatesOfSplits;
  /** Every row that is not `ok`. */
  readonly faults: readonly RowFault[];
  /** Rows of each class by split: all, and those that can be used. */
  readonly classes: readonly { readonly name: string; readonly splits: Readonly<Record<string, { readonly rows: number; readonly usable: number }>> }[];
  /** Oddities of the annotation. */
  readonly notices: readonly string[];
  /** Splits, and classes of a split, that have rows and none that can be used. */
  readonly emptied: readonly string[];
}

/** Files looked at while an earlier one is judged. */
const filesAhead = 4;

/** What is there of a data set and what is not: annotation and media of every row, nothing written. Without `deep` a file is only opened, not decoded. spec/datasets §8 */
export async function verify(services: Services, request: VerifyRequest): Promise<VerifyReport> {
  const { dataset, dataFolder, strictSplit, splits, deep, signal } = request;
  const { records, classes, notices } = await readAnnotations(services, request, strictSplit, splits);
  const placeOf = await findMedia(services, request, records);
  const decoder = await services.decoder();
  const cut: ClipCut = { segments: dataset.segments, segmentSeconds: dataset.segmentSeconds, ...dataset.preparation };
  const judged: { record: ClipRecord; state: ClipState; detail: string | undefined }[] = [];
  const one = async (record: ClipRecord) => {
    const { entry } = deep ? await decodedClip(record, placeOf(record), cut, dataFolder, decoder, services) : { entry: await opened(record, placeOf(record), cut, dataFolder, decoder, services) };
    return { record, state: entry.state, detail: entry.state === 'ok' ? undefined : entry.detail };
  };
  services.reporter.start(`Verifying ${dataset.name}`, records.length, 'rows');
  for await (const result of inOrder(records, filesAhead, one, signal)) {
    judged.push(result);
    services.reporter.advance(judged.length, { row: result.record.id });
  }
  services.reporter.finish(`${judged.length} of ${records.length} rows are verified`);
  const states: Record<string, Partial<Record<ClipState, number>>> = {};
  for (const { record, state } of judged) (states[record.split] ??= {})[state] = (states[record.split][state] ?? 0) + 1;
  const faults = judged.filter(({ state }) => state !== 'ok').map(({ record: { id, split }, state, detail }): RowFault => ({ id, split, state, detail }));
  const coverage = classCoverage(judged, classes);
  const emptied = emptiedParts(states, coverage);
  const failed = emptied.length > 0 || (request.strict && faults.length > 0);
  return {
    dataset: dataset.name,
    states,
    faults,
    classes: coverage,
    notices,
    emptied,
    ...(signal.aborted ? { stopped: 'interrupted' as const } : failed && { exitCode: 1 as const }),
    lines: [...notices, ...stateTable(states), ...faultLines(faults), ...coverageLines(coverage), ...emptied.map((part) => `nothing can be used of ${part}`), ...(faults.some(({ state }) => state === 'missing') ? [`Where the media are: ${dataset.obtaining}`] : [])],
  };
}

async function decodedClip(record: ClipRecord, place: MediaPlace | undefined, cut: ClipCut, dataFolder: string, decoder: MediaDecoder, services: Services) {
  const clip = place?.kind === 'parts' ? clipParts(record, place, cut, dataFolder, decoder, services) : clipMedia(record, place?.path, cut, decoder);
  return clipMasks(record, await clip, dataFolder, services);
}

/** What the head of a file says of a row. */
async function opened(record: ClipRecord, place: MediaPlace | undefined, { segments, segmentSeconds }: ClipCut, dataFolder: string, decoder: MediaDecoder, { data }: Services): Promise<{ state: ClipState; detail?: string }> {
  if (record.segmentLabels === undefined) return { state: 'bad-annotation', detail: `${record.where}: ${record.fault ?? 'no labels'}` };
  if (place === undefined) return { state: 'missing', detail: `no video called ${record.mediaFile ?? record.mediaName}` };
  for (const file of record.maskFiles ?? []) if (file !== null && !(await data.exists(join(dataFolder, file)))) return { state: 'bad-annotation', detail: `${record.where}: there is no mask ${file}` };
  if (place.kind === 'parts') {
    for (const file of [...place.frames, place.sound]) if (!(await data.exists(join(dataFolder, file)))) return { state: 'missing', detail: `${record.where}: there is no file ${file}` };
    return place.frames.length < segments ? { state: 'short', detail: `${place.frames.length} of ${segments} frames, the last one is repeated` } : { state: 'ok' };
  }
  try {
    const { video, audio, durationSeconds } = await decoder.probe(place.path);
    if (video === undefined && audio === undefined) return { state: 'unreadable', detail: 'the file holds no picture and no sound' };
    if (video === undefined) return { state: 'no-video', detail: 'the file has no picture' };
    if (audio === undefined) return { state: 'no-audio', detail: 'the file has no sound' };
    const missing = segments * segmentSeconds - durationSeconds;
    // Some files do not say how long they are (0).
    return durationSeconds > 0 && missing > shortToleranceSeconds ? { state: 'short', detail: `${missing.toFixed(2)} s are missing` } : { state: 'ok' };
  } catch (fault) {
    if (!(fault instanceof MediaFault)) throw fault;
    return { state: fault.kind === 'missing' ? 'missing' : 'unreadable', detail: fault.detail };
  }
}

function classCoverage(judged: readonly { readonly record: ClipRecord; readonly state: ClipState }[], classes: readonly string[]): VerifyReport['classes'] {
  const counts = classes.map(() => new Map<string, { rows: number; usable: number }>());
  for (const { record, state } of judged) {
    const { segmentLabels = [], labels } = record;
    const own = new Set([...segmentLabels, ...(labels?.classes ?? [])].filter((label) => label < classes.length));
    for (const label of own) {
      const { rows, usable } = counts[label].get(record.split) ?? { rows: 0, usable: 0 };
      counts[label].set(record.split, { rows: rows + 1, usable: usable + (usableStates.includes(state) ? 1 : 0) });
    }
  }
  return classes.map((name, k) => ({ name, splits: Object.fromEntries(counts[k]) }));
}

function emptiedParts(states: StatesOfSplits, classes: VerifyReport['classes']): string[] {
  const splits = Object.entries(states).filter(([, counts]) => !usableStates.some((state) => (counts[state] ?? 0) > 0)).map(([split]) => `the split "${split}"`);
  const emptied = classes.flatMap(({ name, splits: rows }) => Object.entries(rows).flatMap(([split, { usable }]) => (usable === 0 ? [`"${name}" in the split "${split}"`] : [])));
  return splits.length > 0 ? splits : emptied;
}

/** Classes of which something is missing, a line each. */
function coverageLines(classes: VerifyReport['classes']): string[] {
  const incomplete = classes.filter(({ splits }) => Object.values(splits).some(({ rows, usable }) => usable < rows));
  if (incomplete.length === 0) return [];
  const part = ([split, { rows, usable }]: [string, { rows: number; usable: number }]): string => `${split} ${usable}/${rows} (${((100 * usable) / rows).toFixed(0)} %)`;
  return [`Usable rows of ${incomplete.length} incomplete classes:`, ...incomplete.map(({ name, splits }) => `  ${name}: ${Object.entries(splits).map(part).join(', ')}`)];
}

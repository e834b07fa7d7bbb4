import { unknownName } from '../../app/plugin-registry.js';
import type { DatasetDefinition } from '../../domain/data/dataset.js';

/** @throws AvtoolError SPLIT_UNKNOWN with the nearest names */
export function knownSplit(dataset: Pick<DatasetDefinition, 'splits'>, split: string): string {
  if (!dataset.splits.includes(split)) throw unknownName('split', split, dataset.splits);
  return split;
}

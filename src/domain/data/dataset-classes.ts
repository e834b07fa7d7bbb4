import { AvtoolError } from '../errors.js';
import type { DatasetDefinition, ParsedDataset } from './dataset.js';

/**
 * The class list of a data set that has been parsed, in order of the label indices.
 * @throws AvtoolError DATASET_CLASSES (exit 2) when neither the definition nor the annotations give one without repetitions
 */
export function classesOf(dataset: Pick<DatasetDefinition, 'name' | 'classes' | 'annotationFiles'>, parsed: Pick<ParsedDataset, 'classes'>): readonly string[] {
  if (dataset.classes !== 'from-annotations') return dataset.classes;
  const classes = parsed.classes ?? [];
  if (classes.length > 0 && new Set(classes).size === classes.length) return classes;
  throw new AvtoolError({
    code: 'DATASET_CLASSES',
    message: classes.length === 0 ? `The annotations of ${dataset.name} name no class.` : `The annotations of ${dataset.name} name a class twice.`,
    where: dataset.annotationFiles.join(', '),
    fix: 'Give at least one row a label, or tell the author of the data set.',
    exitCode: 2,
  });
}

import { dirname, isAbsolute, join, normalize } from 'node:path';
import { openFileBytes, type FileBytes } from '../file-bytes.js';
import { ContentFault, shown } from '../weights-fault.js';

/** A file of numbers beside a model. @throws ContentFault for a place outside the model's folder @throws AvtoolError WEIGHTS_MISSING */
export async function openExternalData(modelPath: string, location: string): Promise<FileBytes> {
  const inside = normalize(location);
  if (isAbsolute(location) || inside.split(/[\\/]/).includes('..') || location.includes('\0')) throw new ContentFault(`its numbers are said to lie in ${shown(location)}, outside the model's folder`);
  return openFileBytes(join(dirname(modelPath), inside));
}

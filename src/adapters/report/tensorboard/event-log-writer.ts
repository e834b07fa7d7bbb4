import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventLogWriter } from '../../../domain/ports/event-log.js';
import { writeAtomically } from '../../files/atomic-file.js';
import { writeFault } from '../../files/file-fault.js';
import { nodeFileSystem, type FileSystem } from '../../files/file-system.js';
import { eventFile } from './event-file.js';

/** TensorBoard takes every file with `tfevents` in its name; one name, so that writing again replaces it. */
const fileName = 'events.out.tfevents.0000000000.avtool';

/** Event files as TensorBoard reads them. */
export const createEventLogWriter = (fileSystem: FileSystem = nodeFileSystem): EventLogWriter => ({
  async write(folder, scalars) {
    const path = join(folder, fileName);
    await mkdir(folder, { recursive: true }).catch((error: unknown) => Promise.reject(writeFault(error, folder)));
    await writeAtomically(path, eventFile(scalars), fileSystem);
    return path;
  },
});

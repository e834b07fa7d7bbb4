import type { Configuration } from '../../domain/ports/configuration.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import type { CommandContext } from '../command/avtool-command.js';
import { taskFolders } from './task-folders.js';

/** Where the clips of an existing run are: where flags or configuration say, else in the cache it was begun on. @throws AvtoolError RUN_MISSING */
export async function cacheOfRun(runFolder: string, { values }: Configuration, task: TaskDefinition, services: CommandContext['services']): Promise<string> {
  if (values.data.cache !== undefined || values.data.dataset !== undefined) return taskFolders(values, task).cache;
  const { recordedCache } = await import('../../app/recorded-cache.js');
  return recordedCache(await services(), runFolder);
}

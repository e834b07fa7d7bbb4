import { join } from 'node:path';
import type { ConfigurationValues } from '../../domain/ports/configuration.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';

/** Where a task's data are unless flags or configuration say otherwise: the data set of the task's own name, `data/NAME`, `cache/NAME`. */
export function taskFolders(values: ConfigurationValues, task: Pick<TaskDefinition, 'name'>): { dataset: string; data: string; cache: string } {
  const dataset = values.data.dataset ?? task.name;
  return { dataset, data: values.data.folder ?? join('data', dataset), cache: values.data.cache ?? join('cache', dataset) };
}

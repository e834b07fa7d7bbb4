import { definePlugin } from '../../contract/index.js';
import { avqaTask, groundingTask } from '../../contract/tasks.js';
import { avqaDataset, avqaUpdatedDataset } from './avqa-dataset.js';

export const plugin = definePlugin({ contract: 1, name: 'avqa', datasets: [avqaDataset, avqaUpdatedDataset], tasks: [avqaTask, groundingTask] });

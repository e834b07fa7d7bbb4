import { definePlugin } from '../../contract/index.js';
import { aveTask } from '../../contract/tasks.js';
import { aveDataset } from './ave-dataset.js';

export const plugin = definePlugin({ contract: 1, name: 'ave', datasets: [aveDataset], tasks: [aveTask] });

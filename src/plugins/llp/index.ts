import { definePlugin } from '../../contract/index.js';
import { avvpTask } from '../../contract/tasks.js';
import { llpDataset } from './llp-dataset.js';

export const plugin = definePlugin({ contract: 1, name: 'llp', datasets: [llpDataset], tasks: [avvpTask] });

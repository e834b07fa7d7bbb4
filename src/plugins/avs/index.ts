import { definePlugin } from '../../contract/index.js';
import { avsTask } from '../../contract/tasks.js';
import { avsDataset, avsMs3Dataset } from './avsbench-datasets.js';

export const plugin = definePlugin({ contract: 1, name: 'avs', datasets: [avsDataset, avsMs3Dataset], tasks: [avsTask] });

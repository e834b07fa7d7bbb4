import { definePlugin } from '../../contract/index.js';
import { retrievalTask } from '../../contract/tasks.js';

export const plugin = definePlugin({ contract: 1, name: 'classify', tasks: [retrievalTask] });

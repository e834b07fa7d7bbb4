import { definePlugin } from '../../contract/index.js';
import { avsTask } from '../../contract/tasks.js';

export const plugin = definePlugin({ contract: 1, name: 'avs', tasks: [avsTask] });

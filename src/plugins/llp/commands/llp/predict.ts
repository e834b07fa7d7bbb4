import { predictCommand } from '../../../../contract/commands.js';
import { avvpTask } from '../../../../contract/tasks.js';

export default predictCommand(avvpTask);

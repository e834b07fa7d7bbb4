import { predictCommand } from '../../../../contract/commands.js';
import { aveTask } from '../../../../contract/tasks.js';

export default predictCommand(aveTask);

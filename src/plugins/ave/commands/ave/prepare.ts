import { prepareCommand } from '../../../../contract/commands.js';
import { aveTask } from '../../../../contract/tasks.js';

export default prepareCommand(aveTask);

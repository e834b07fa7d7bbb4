import { verifyCommand } from '../../../../contract/commands.js';
import { aveTask } from '../../../../contract/tasks.js';

export default verifyCommand(aveTask);

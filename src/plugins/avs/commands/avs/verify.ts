import { verifyCommand } from '../../../../contract/commands.js';
import { avsTask } from '../../../../contract/tasks.js';

export default verifyCommand(avsTask);

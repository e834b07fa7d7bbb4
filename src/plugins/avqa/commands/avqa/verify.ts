import { verifyCommand } from '../../../../contract/commands.js';
import { avqaTask } from '../../../../contract/tasks.js';

export default verifyCommand(avqaTask);

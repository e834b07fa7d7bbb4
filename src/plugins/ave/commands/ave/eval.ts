import { evaluateCommand } from '../../../../contract/commands.js';
import { aveTask } from '../../../../contract/tasks.js';

export default evaluateCommand(aveTask);

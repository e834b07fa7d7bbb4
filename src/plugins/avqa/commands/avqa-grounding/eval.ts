import { evaluateCommand } from '../../../../contract/commands.js';
import { groundingTask } from '../../../../contract/tasks.js';

export default evaluateCommand(groundingTask);

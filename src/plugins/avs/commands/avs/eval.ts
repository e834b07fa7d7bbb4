import { evaluateCommand } from '../../../../contract/commands.js';
import { avsTask } from '../../../../contract/tasks.js';

export default evaluateCommand(avsTask);

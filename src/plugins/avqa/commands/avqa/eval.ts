import { evaluateCommand } from '../../../../contract/commands.js';
import { avqaTask } from '../../../../contract/tasks.js';

export default evaluateCommand(avqaTask);

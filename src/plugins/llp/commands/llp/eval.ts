import { evaluateCommand } from '../../../../contract/commands.js';
import { avvpTask } from '../../../../contract/tasks.js';

export default evaluateCommand(avvpTask);

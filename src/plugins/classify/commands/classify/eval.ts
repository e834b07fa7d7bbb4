import { evaluateCommand } from '../../../../contract/commands.js';
import { retrievalTask } from '../../../../contract/tasks.js';

export default evaluateCommand(retrievalTask);

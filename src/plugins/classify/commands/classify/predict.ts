import { predictCommand } from '../../../../contract/commands.js';
import { retrievalTask } from '../../../../contract/tasks.js';

export default predictCommand(retrievalTask);

import { trainCommand } from '../../../../contract/commands.js';
import { retrievalTask } from '../../../../contract/tasks.js';

export default trainCommand(retrievalTask);

import { trainCommand } from '../../../../contract/commands.js';
import { aveTask } from '../../../../contract/tasks.js';

export default trainCommand(aveTask);

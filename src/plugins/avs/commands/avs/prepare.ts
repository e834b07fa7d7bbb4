import { prepareCommand } from '../../../../contract/commands.js';
import { avsTask } from '../../../../contract/tasks.js';

export default prepareCommand(avsTask);

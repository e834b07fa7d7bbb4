import { trainCommand } from '../../../../contract/commands.js';
import { avsTask } from '../../../../contract/tasks.js';

export default trainCommand(avsTask);

import { predictCommand } from '../../../../contract/commands.js';
import { avsTask } from '../../../../contract/tasks.js';

export default predictCommand(avsTask);

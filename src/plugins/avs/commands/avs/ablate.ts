import { ablateCommand } from '../../../../contract/commands.js';
import { avsAblations, avsTask } from '../../../../contract/tasks.js';

export default ablateCommand(avsTask, avsAblations);

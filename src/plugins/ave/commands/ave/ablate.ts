import { ablateCommand } from '../../../../contract/commands.js';
import { aveAblations, aveTask } from '../../../../contract/tasks.js';

export default ablateCommand(aveTask, aveAblations);

import { ablateCommand } from '../../../../contract/commands.js';
import { avvpAblations, avvpTask } from '../../../../contract/tasks.js';

export default ablateCommand(avvpTask, avvpAblations);

import { ablateCommand } from '../../../../contract/commands.js';
import { avqaAblations, avqaTask } from '../../../../contract/tasks.js';

export default ablateCommand(avqaTask, avqaAblations);

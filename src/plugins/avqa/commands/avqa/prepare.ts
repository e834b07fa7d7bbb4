import { prepareCommand } from '../../../../contract/commands.js';
import { avqaTask } from '../../../../contract/tasks.js';

export default prepareCommand(avqaTask);

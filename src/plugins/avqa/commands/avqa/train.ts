import { trainCommand } from '../../../../contract/commands.js';
import { avqaTask } from '../../../../contract/tasks.js';

export default trainCommand(avqaTask);

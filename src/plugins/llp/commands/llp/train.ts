import { trainCommand } from '../../../../contract/commands.js';
import { avvpTask } from '../../../../contract/tasks.js';

export default trainCommand(avvpTask);

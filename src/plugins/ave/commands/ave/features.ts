import { featuresCommand } from '../../../../contract/commands.js';
import { aveTask } from '../../../../contract/tasks.js';

export default featuresCommand(aveTask);

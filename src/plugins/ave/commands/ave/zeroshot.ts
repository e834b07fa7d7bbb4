import { zeroShotCommand } from '../../../../contract/commands.js';
import { fusionRules, retrievalTask } from '../../../../contract/tasks.js';

export default zeroShotCommand('ave', retrievalTask, fusionRules, ['segments', 'clips']);

import { zeroShotCommand } from '../../../../contract/commands.js';
import { fusionRules, retrievalTask } from '../../../../contract/tasks.js';

/** Rendered clips against the names of their classes, e.g. those of the data set `scenes-combos-unseen`. */
export default zeroShotCommand('scenes', retrievalTask, fusionRules, ['clips', 'segments']);

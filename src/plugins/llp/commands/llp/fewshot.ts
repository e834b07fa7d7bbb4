import { fewShotCommand } from '../../../../contract/commands.js';
import { retrievalTask } from '../../../../contract/tasks.js';

/** Paper section 4.4; the points below 16 shots are read off figure 4 (spec/task-fewshot-zeroshot §13). */
export default fewShotCommand('llp', retrievalTask, { clips: { measure: 'clipAccuracy', paper: { 1: 27.6, 2: 28.4, 4: 31.2, 8: 32.6, 16: 32.6 }, script: 'llp-classification' } });

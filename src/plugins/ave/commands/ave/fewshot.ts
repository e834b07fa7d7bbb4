import { fewShotCommand } from '../../../../contract/commands.js';
import { retrievalTask } from '../../../../contract/tasks.js';

/** Paper section 4.4; the points below 16 shots are read off figure 4 (spec/task-fewshot-zeroshot §13). */
export default fewShotCommand('ave', retrievalTask, {
  segments: { measure: 'accuracy', paper: { 1: 63, 2: 65, 4: 66.3, 8: 67.9, 16: 72.4 }, script: 'ave' },
  clips: { measure: 'clipAccuracy', paper: { 1: 73.5, 2: 73.5, 4: 74.8, 8: 79.9, 16: 84.2 }, script: 'ave-classification' },
});

/** The tasks that avtool itself brings, for plugins that give them commands: published as `avtool/plugin/tasks`. */
export { aveAblations } from '../domain/tasks/ave/ave-ablations.js';
export { avvpAblations } from '../domain/tasks/avvp/avvp-ablations.js';
export { avvpTask } from '../domain/tasks/avvp/avvp-task.js';
export { fusionRules } from '../domain/tasks/retrieval/fusion.js';
export { retrievalTask } from '../domain/tasks/retrieval/retrieval-task.js';
export { avqaAblations } from '../domain/tasks/avqa/avqa-ablations.js';
export type { QuestionLabels } from '../domain/tasks/avqa/avqa-labels.js';
export { avqaTask } from '../domain/tasks/avqa/avqa-task.js';
export { groundingTask } from '../domain/tasks/avqa/grounding-task.js';
export { publishedAnswers } from '../domain/tasks/avqa/published-vocabulary.js';
export { questionWords } from '../domain/tasks/avqa/question-text.js';
export { avsAblations } from '../domain/tasks/avs/avs-ablations.js';
export { avsTask } from '../domain/tasks/avs/avs-task.js';
export { aveTask } from '../domain/tasks/ave/ave-task.js';

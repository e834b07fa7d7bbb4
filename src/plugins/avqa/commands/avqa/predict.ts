import { predictCommand } from '../../../../contract/commands.js';
import { avqaTask, questionWords } from '../../../../contract/tasks.js';

export default predictCommand(avqaTask, {
  description: 'What is asked of every file; words that the model does not know are said.',
  example: 'How many instruments are sounding in the video?',
  labels: (question) => ({ question: questionWords(question, [], 'question-mark') }),
});

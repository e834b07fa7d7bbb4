import type { AnnotationFiles, ClipRecord, DatasetDefinition, ParsedDataset } from '../../contract/index.js';
import { questionWords, type QuestionLabels } from '../../contract/tasks.js';
import { sceneAnswers } from './render/question-templates.js';
import { scenesDataset } from './scenes-dataset.js';
import { annotationFile } from './scenes-generator.js';
import { parseScenesRows, type ScenesClip, type SceneRowQuestion } from './scenes-row.js';

/** The questions about rendered scenes: the same folder as `scenes`, one row a question, answers instead of classes. */
export const scenesQuestionsDataset: DatasetDefinition = {
  ...withoutGenerator(scenesDataset),
  name: 'scenes-questions',
  title: 'Questions about rendered scenes (avtool)',
  classes: sceneAnswers,
  parse: parseQuestions,
};

/** Rendered as `scenes`; the questions are already there. */
function withoutGenerator({ generator: _generator, ...dataset }: DatasetDefinition): DatasetDefinition {
  return { ...dataset, rendered: true };
}

function parseQuestions(files: AnnotationFiles, options: { readonly strictSplit: boolean }): ParsedDataset {
  const clips = new Map(parseScenesRows(files.get(annotationFile) ?? '').flatMap((row) => ('fault' in row ? [] : [[row.media, row]])));
  const { records, notices } = scenesDataset.parse(files, options);
  return { notices, records: records.flatMap((record) => (record.fault !== undefined ? [record] : questionRecords(record, clips.get(record.mediaName)))) };
}

/** One record a question; the ids are those of the clip and the question's place. */
const questionRecords = ({ id, split, where, mediaName }: ClipRecord, clip: ScenesClip | undefined): ClipRecord[] =>
  (clip?.questions ?? []).map((question, k) => ({ id: `${id}-q${k + 1}`, split, where, mediaName, ...answered(question) }));

function answered({ modality, kind, template, text, answer }: SceneRowQuestion): Pick<ClipRecord, 'segmentLabels' | 'labels' | 'fault'> {
  const index = sceneAnswers.indexOf(answer);
  if (index === -1) return { segmentLabels: undefined, fault: `Field questions: "${answer}" is no known answer.` };
  const labels: QuestionLabels = { question: questionWords(text, [], 'question-mark'), template, kind: [modality, kind], answer: index };
  return { segmentLabels: [], labels };
}

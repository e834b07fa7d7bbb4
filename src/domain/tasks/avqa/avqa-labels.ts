import type { ClipLabels } from '../../data/clip-labels.js';
import { AvtoolError } from '../../errors.js';
import type { ClipEntry } from '../../ports/clip-store.js';
import type { QuestionKind } from './avqa-metrics.js';

/** A question about a clip, as data sets write it into the labels of a row. */
export type QuestionLabels = {
  /** The words of the question, its template filled in. */
  readonly question: readonly string[];
  /** The question with places instead of values. */
  readonly template: string;
  readonly kind: QuestionKind;
  /** Class index. */
  readonly answer: number;
};

/** @throws AvtoolError LABELS_MISSING (exit 2) naming the row, where nothing is asked of it */
export function questionOf({ id, labels }: ClipEntry): readonly string[] {
  const { question } = labels ?? {};
  if (isTexts(question)) return question;
  throw missing(id, 'asks nothing of');
}

/** @throws AvtoolError LABELS_MISSING (exit 2) naming the row */
export function answeredQuestion({ id, labels }: ClipEntry): QuestionLabels {
  const { question, template, kind, answer } = labels ?? {};
  if (isTexts(question) && typeof template === 'string' && isTexts(kind) && kind.length === 2 && typeof answer === 'number') return { question, template, kind: [kind[0], kind[1]], answer };
  throw missing(id, 'gives no question with its answer for');
}

const isTexts = (value: ClipLabels[string]): value is string[] => Array.isArray(value) && value.every((element) => typeof element === 'string');

const missing = (id: string, what: string): AvtoolError => new AvtoolError({ code: 'LABELS_MISSING', message: `the data set ${what} ${id}, and the task needs it`, fix: 'take a data set of questions (avqa, scenes-questions)', exitCode: 2 });

/** Where there is no word: padding, and words that a vocabulary lacks. */
export const paddingWord = '<pad>';

/** What is dropped at the end of a question: the published code drops its last character whatever it is (spec/task-avqa §9 #13). */
export type QuestionEnd = 'question-mark' | 'last-character';

/** The words of a question, with the values of its template filled in: split at single spaces, case kept. spec/task-avqa §10. */
export function questionWords(template: string, values: readonly string[], end: QuestionEnd): string[] {
  const text = template.trimEnd();
  const stripped = end === 'last-character' ? [...text].slice(0, -1).join('') : text.replace(/[?？]$/u, '');
  let next = 0;
  return stripped.split(' ').map((word) => (word.includes('<') ? (values[next++] ?? word) : word));
}

/** Padding, then every word in order of its first appearance. */
export const vocabularyOf = (questions: Iterable<readonly string[]>): string[] => [...new Set([paddingWord, ...[...questions].flat()])];

export interface EncodedQuestion {
  /** As many as the network reads: padded with 0, or cut. */
  readonly indices: readonly number[];
  /** Words that the vocabulary lacks; they are read as padding. */
  readonly unknown: readonly string[];
}

export function encodeQuestion(words: readonly string[], vocabulary: readonly string[], length: number): EncodedQuestion {
  const indexOf = new Map(vocabulary.map((word, index) => [word, index]));
  const kept = words.slice(0, length);
  return {
    indices: Array.from({ length }, (_, position) => (position < kept.length ? (indexOf.get(kept[position]) ?? 0) : 0)),
    unknown: words.filter((word) => !indexOf.has(word)),
  };
}

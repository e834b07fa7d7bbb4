import { sceneClasses } from './classes.js';

/** A question with a place for every class name it speaks of. */
export interface QuestionTemplate {
  readonly modality: 'Audio' | 'Visual' | 'Audio-Visual';
  readonly kind: 'Counting' | 'Existential' | 'Location' | 'Comparative' | 'Temporal';
  /** Words with `<Object>` for each class name. */
  readonly template: string;
}

/** Every question there is. */
export const questionTemplates = {
  kindsSeen: { modality: 'Visual', kind: 'Counting', template: 'How many kinds of objects are seen?' },
  kindsHeard: { modality: 'Audio', kind: 'Counting', template: 'How many kinds of sounds are heard?' },
  secondsBoth: {
    modality: 'Audio-Visual',
    kind: 'Counting',
    template: 'For how many seconds is the <Object> both seen and heard?',
  },
  isSeen: { modality: 'Visual', kind: 'Existential', template: 'Is a <Object> seen?' },
  isHeard: { modality: 'Audio', kind: 'Existential', template: 'Is a <Object> heard?' },
  everBoth: {
    modality: 'Audio-Visual',
    kind: 'Existential',
    template: 'Is the <Object> ever seen and heard at the same time?',
  },
  alwaysHeard: {
    modality: 'Audio-Visual',
    kind: 'Existential',
    template: 'Is the <Object> heard whenever it is seen?',
  },
  leftOf: { modality: 'Visual', kind: 'Location', template: 'Is the <Object> to the left of the <Object>?' },
  side: { modality: 'Audio-Visual', kind: 'Location', template: 'On which side is the sounding object?' },
  larger: { modality: 'Visual', kind: 'Comparative', template: 'Is the <Object> larger than the <Object>?' },
  louder: { modality: 'Audio', kind: 'Comparative', template: 'Is the <Object> louder than the <Object>?' },
  longer: { modality: 'Audio', kind: 'Comparative', template: 'Is the <Object> heard longer than the <Object>?' },
  firstIn: { modality: 'Audio', kind: 'Temporal', template: 'Which sound is the first to come in?' },
  firstOut: { modality: 'Audio', kind: 'Temporal', template: 'Which sound is the first to stop?' },
  soundingObject: { modality: 'Audio-Visual', kind: 'Temporal', template: 'Which object is both seen and heard?' },
} as const satisfies Record<string, QuestionTemplate>;

/** Index n: the word for n. */
export const numberWords: readonly string[] = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
];

/** All answers there are, in canonical order. */
export const sceneAnswers: readonly string[] = [
  'yes',
  'no',
  'left',
  'right',
  ...numberWords,
  ...sceneClasses.map(({ name }) => name),
];

/** The words of all questions, lower case, sorted: a closed vocabulary. */
export function sceneQuestionWords(): string[] {
  const phrases = Object.values(questionTemplates).map(({ template }) => template.replaceAll('<Object>', ' '));
  const names = sceneClasses.map(({ name }) => name);
  return [...new Set([...phrases, ...names].flatMap(questionWords))].sort();
}

/** The words of one question, lower case, without punctuation. */
export function questionWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+/g) ?? [];
}

/** The template's text with the values in place of `<Object>`, in order. */
export function fillTemplate({ template }: QuestionTemplate, values: readonly string[]): string {
  return values.reduce((text, value) => text.replace('<Object>', value), template);
}

import type { PromptLearnerSettings } from './prompt-learner.js';

/** What a learnt context starts from: the words before the name; N(0, 0.02²) as published (§10.7); or `fresh`: the same drawn anew, whatever was learnt (published defect 8). */
export const contextStarts = ['words', 'random', 'fresh'] as const;

/** One class under other words than its name. A type, so that it is plain data. */
export type ClassWords = { readonly name: string; readonly image?: string; readonly sound?: string };

/** How the name of a class becomes the texts that CLIP and CLAP read (spec/task-fewshot-zeroshot §4). */
export type PromptSettings = PromptLearnerSettings & {
  /** CLIP's text; `{}` stands for the name. */
  readonly image: string;
  /** CLAP's text. */
  readonly sound: string;
  /** Whether the words before the name are learnt (CoOp). */
  readonly learnt: boolean;
  readonly contextStart: (typeof contextStarts)[number];
  /** Classes that are called otherwise in the texts. */
  readonly words: readonly ClassWords[];
};

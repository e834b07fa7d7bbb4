import type { PromptLearnerSettings } from './prompt-learner.js';

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
  /** What the learnt context starts from: those words, or N(0, 0.02²) as published (§10.7). */
  readonly contextStart: 'words' | 'random';
  /** Classes that are called otherwise in the texts. */
  readonly words: readonly ClassWords[];
};

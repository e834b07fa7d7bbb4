import { seenCombos } from './combos.js';

/** Words that the tokenisers of `scenes-clip` know as a whole, beside single bytes: those of the class names and of the usual prompts. */
export const comboWords: readonly string[] = [...new Set([...seenCombos.flatMap(({ name }) => name.split(' ')), ...'a photo of the sounds background'.split(' ')])].sort();

/** Sizes of the tables that `npm run pretrain:scenes-clip` writes beside the weights. */
export const comboVocabulary = { clip: 592, clap: 362 };

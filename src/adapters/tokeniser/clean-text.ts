import { unescapeHtml } from './html-entities.js';
import { repairText } from './text-repair.js';

/** CLIP's clean-up: repair, two HTML unescapes, white space to single spaces, lower case. Spec task-fewshot-zeroshot §1.6. */
export const cleanText = (text: string): string =>
  unescapeHtml(unescapeHtml(repairText(text)))
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(/^ | $/g, '')
    .toLowerCase();

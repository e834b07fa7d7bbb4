import type { EncodedText } from '../../domain/ports/tokeniser.js';

/** Both text encoders read 77 ids. Spec task-fewshot-zeroshot §1.6. */
export const contextLength = 77;

/** Marks around the ids, cut and padded to 77; takes no more ids than fit. @returns `endPosition` of the end mark that was added */
export function fixedLength(tokenIds: Iterable<number>, { start, end, padding }: { readonly start: number; readonly end: number; readonly padding: number }): EncodedText {
  const ids = new Int32Array(contextLength).fill(padding);
  let used = 0;
  ids[used++] = start;
  for (const id of tokenIds) {
    if (used === contextLength - 1) break;
    ids[used++] = id;
  }
  ids[used++] = end;
  return { ids, realTokens: used, endPosition: used - 1 };
}

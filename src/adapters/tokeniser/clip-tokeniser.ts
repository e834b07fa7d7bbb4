import type { Tokeniser } from '../../domain/ports/tokeniser.js';
import { clipEnd, clipStart, idOf, type BytePairTable } from './byte-pair-table.js';
import { bytePairs } from './byte-pairs.js';
import { cleanText } from './clean-text.js';
import { contextLength, fixedLength } from './fixed-length.js';
import { withinLimit } from './text-limit.js';

/** The pattern's alternatives are tried in this order (§1.6); after lower-casing only the long s is left of its indifference to case. */
const pieces = /<\|startoftext\|>|<\|endoftext\|>|'[sſ]|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}]+/gu;

/** CLIP's tokeniser: cleaned lower-case text, byte pairs, 77 wide, padded with 0. Spec task-fewshot-zeroshot §1.6. @param table with CLIP's two marks */
export function clipTokeniser(table: BytePairTable): Tokeniser {
  const [start, end] = [idOf(table, clipStart), idOf(table, clipEnd)];
  const split = bytePairs(table, { endOfWord: '</w>', unknownId: end });
  const marks = new Map([
    [clipStart, start],
    [clipEnd, end],
  ]);

  function* idsOf(text: string): Generator<number> {
    for (const [piece] of cleanText(withinLimit(text)).matchAll(pieces)) {
      const mark = marks.get(piece);
      if (mark === undefined) yield* split(piece);
      else yield mark;
    }
  }

  return {
    contextLength,
    vocabularySize: table.vocabulary.size,
    encode(text) {
      const encoded = fixedLength(idsOf(text), { start, end, padding: 0 });
      return { ...encoded, endPosition: encoded.ids.indexOf(end) };
    },
    nameLength: (text) => [...idsOf(text)].length,
  };
}

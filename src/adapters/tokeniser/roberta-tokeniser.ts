import type { Tokeniser } from '../../domain/ports/tokeniser.js';
import { idOf, robertaMarks, type BytePairTable } from './byte-pair-table.js';
import { bytePairs } from './byte-pairs.js';
import { contextLength, fixedLength } from './fixed-length.js';
import { withinLimit } from './text-limit.js';

/** White space as Unicode has it (§1.6); JavaScript's own `\s` differs in two characters. */
const pieces = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
const specialTokens = /(<s>|<pad>|<\/s>|<unk>|<mask>)/;

/** RoBERTa's tokeniser: bytes, case kept, `<s>` ids `</s>`, 77 wide, padded with `<pad>`. Spec task-fewshot-zeroshot §1.6. @param table with RoBERTa's marks */
export function robertaTokeniser(table: BytePairTable): Tokeniser {
  const [start, padding, end, unknownId] = robertaMarks.map((mark) => idOf(table, mark));
  const split = bytePairs(table, { unknownId });

  function* idsOf(text: string): Generator<number> {
    const sections = withinLimit(text).split(specialTokens);
    for (const [index, section] of sections.entries()) {
      if (index % 2 === 1) yield table.vocabulary.get(section) ?? unknownId;
      // `<mask>` takes the white space before it.
      else for (const [piece] of (sections[index + 1] === '<mask>' ? section.trimEnd() : section).matchAll(pieces)) yield* split(piece);
    }
  }

  return {
    contextLength,
    vocabularySize: table.vocabulary.size,
    encode: (text) => fixedLength(idsOf(text), { start, end, padding }),
    nameLength: (text) => [...idsOf(text)].length,
  };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundledClipTable } from '../../../src/adapters/tokeniser/bundled-clip-table.js';
import { standIns } from '../../../src/adapters/tokeniser/byte-stand-ins.js';
import { clipTokeniser } from '../../../src/adapters/tokeniser/clip-tokeniser.js';
import { robertaTokeniser } from '../../../src/adapters/tokeniser/roberta-tokeniser.js';
import { attentionMask, type Tokeniser } from '../../../src/domain/ports/tokeniser.js';

const clip = clipTokeniser(bundledClipTable());
const roberta = aByteTokeniser();

/** RoBERTa's form with bytes and two merges alone. */
function aByteTokeniser(): Tokeniser {
  const tokens = ['<s>', '<pad>', '</s>', '<unk>', ...standIns, 'do', 'dog', '<mask>'];
  return robertaTokeniser({ vocabulary: new Map(tokens.map((token, id) => [token, id])), merges: [['d', 'o'], ['do', 'g']] });
}

describe('clipTokeniser', () => {
  it('gives the ids that CLIP gives to "a photo of a ukulele"', () => {
    // notes/packages.md §5
    expect([...clip.encode('a photo of a ukulele').ids.slice(0, 8)]).toEqual([49406, 320, 1125, 539, 320, 39094, 49407, 0]);
  });

  it('points at the first end mark, also at one written in the text', () => {
    expect(clip.encode('a <|endoftext|> b').endPosition).toBe(2);
  });

  it('keeps the first 76 ids and the end mark of what is too long', () => {
    const { ids, realTokens, endPosition } = clip.encode('dog '.repeat(200));
    expect([realTokens, endPosition, ids[75], ids[76]]).toEqual([77, 76, 1929, 49407]);
  });

  it('counts a name without marks and without truncation', () => {
    expect([clip.nameLength(''), clip.nameLength('Church bell'), clip.nameLength('dog '.repeat(200))]).toEqual([0, 2, 200]);
  });
});

describe('robertaTokeniser', () => {
  it('keeps case, puts <s> and </s> around and pads with 1', () => {
    const encoded = roberta.encode('dogD');
    expect([...encoded.ids.slice(0, 5)]).toEqual([0, 261, 4 + standIns.indexOf('D'), 2, 1]);
    expect([...attentionMask(encoded).slice(0, 5)]).toEqual([1, 1, 1, 1, 0]);
  });

  it('recognises special tokens in the text; the mask takes the white space before it', () => {
    expect([...roberta.encode('<s>dog <mask>').ids.slice(0, 6)]).toEqual([0, 0, 261, 262, 2, 1]);
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
  fc.array(fc.constantFrom('&amp', ';', '<|endoftext|>', '<mask>', '\u001b[', '3', 'Ã', '©', 'â€', '\u009d', '&#', 'x', ' ', '\n', "'s", '\ufeff', '\ud83d', '👍🏽'), { maxLength: 60 }).map((parts) => parts.join('')),
);

describe.each([
  { name: 'CLIP', tokeniser: clip },
  { name: 'RoBERTa', tokeniser: roberta },
])('every tokeniser ($name)', ({ tokeniser }) => {
  it('takes any string, always alike, to 77 ids of its vocabulary', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { ids, realTokens, endPosition } = tokeniser.encode(text);
        expect(ids).toHaveLength(77);
        expect(ids.every((id) => id >= 0 && id < tokeniser.vocabularySize)).toBe(true);
        expect(endPosition).toBeGreaterThan(0);
        expect(endPosition).toBeLessThan(realTokens);
        expect(realTokens).toBe(Math.min(77, tokeniser.nameLength(text) + 2));
        expect(tokeniser.encode(text).ids).toEqual(ids);
      }),
      { numRuns: 300 },
    );
  });

  // Each of these takes minutes where some step is quadratic in 1 MB.
  it.each(['a', ' ', '你', '\u001b[1;', '&amp;', 'amp;', 'Ã©', '&#1', "'s", '\n', '🐶', '…', ' <'])('reads 1 MB of %j by its first 32,768 characters', (unit) => {
    const text = unit.repeat(Math.ceil(2 ** 20 / unit.length));
    expect(tokeniser.encode(text).ids).toEqual(tokeniser.encode(text.slice(0, 32_768)).ids);
    expect(tokeniser.nameLength(text)).toBeLessThanOrEqual(4 * 32_768);
  });
});

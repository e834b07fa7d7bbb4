import { describe, expect, it } from 'vitest';
import { encodeClassTexts } from '../../../src/domain/tasks/retrieval/class-texts.js';
import type { PromptSettings } from '../../../src/domain/tasks/retrieval/prompt-settings.js';
import { letterTokenisers } from '../../builders/tiny-retrieval.js';

const prompts = (wanted: Partial<PromptSettings> = {}): PromptSettings => ({ contextTokens: 2, position: 'end', image: 'ab{}.', sound: 'a {}', learnt: true, contextStart: 'words', words: [], ...wanted });
const encode = async (names: readonly string[], wanted?: Partial<PromptSettings>) => encodeClassTexts(names, prompts(wanted), await letterTokenisers.clip([]), await letterTokenisers.roberta([]), 40);

describe('the texts of classes', () => {
  it('are cut after the longest, and hold the words that a learnt context starts from', async () => {
    const { clipIds, clipEnds, nameLengths, clapIds, clapMask, contextIds } = await encode(['dog', 'a_b']);
    // Start, "X X " (four letters here), the name, ".", end.
    expect(clipIds.map((row) => row.length)).toEqual([10, 10]);
    expect(clipEnds).toEqual([9, 9]);
    expect(nameLengths).toEqual([3, 3]);
    expect([clapIds.map((row) => row.length), clapMask]).toEqual([[7, 7], [[1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1]]]);
    expect(contextIds).toEqual([2, 3]);
  });

  it('call a class as the user does', async () => {
    const plain = await encode(['Bark'], { words: [{ name: 'Bark', image: 'dog', sound: 'woof' }] });
    expect(plain.nameLengths).toEqual([3]);
  });

  it('have a place for the end mark however long a name is', async () => {
    const { clipEnds, nameLengths } = await encode(['x'.repeat(400)]);
    expect(nameLengths[0]).toBeLessThanOrEqual(clipEnds[0] - 3);
  });

  it.each([
    ['no place for the name', { image: 'a photo' }, 'PROMPT_TEMPLATE'],
    ['words of another length than the context', { contextTokens: 3 }, 'CONTEXT_LENGTH'],
  ] as const)('refuse %s', async (_, wanted, code) => {
    await expect(encode(['dog'], wanted)).rejects.toMatchObject({ code, exitCode: 2 });
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundledClipTable } from '../../../src/adapters/tokeniser/bundled-clip-table.js';
import { standIns } from '../../../src/adapters/tokeniser/byte-stand-ins.js';
import { fileTokenisers } from '../../../src/adapters/tokeniser/file-tokenisers.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-tokeniser-'));
});
afterEach(() => rm(folder, { recursive: true }));

const save = (name: string, content: string | Uint8Array): Promise<void> => writeFile(join(folder, name), content);

const tokens = ['<s>', '<pad>', '</s>', '<unk>', ...standIns, 'do', 'dog'];
const robertaVocabulary = Object.fromEntries(tokens.map((token, id) => [token, id]));
const vocabularyWith = (changes: Record<string, number>): string => JSON.stringify({ ...robertaVocabulary, ...changes });
const robertaMerges = '#version: 0.2\nd o\ndo g\n';
const dog = [0, 261, 2, 1];
const dogMerges: (readonly [string, string])[] = [['d', 'o'], ['do', 'g']];

const clipMergesText = (): string => ['"bpe_simple_vocab_16e6.txt#version: 0.2', ...bundledClipTable().merges.map((pair) => pair.join(' ')), 'not counted', ''].join('\n');

describe('the tokeniser of CLIP', () => {
  it('needs no file', async () => {
    const clip = await fileTokenisers.clip([]);
    expect([clip.vocabularySize, clip.contextLength]).toEqual([49408, 77]);
  });

  it.each([
    { name: 'bpe_simple_vocab_16e6.txt.gz', content: () => gzipSync(clipMergesText()) },
    { name: 'bpe_simple_vocab_16e6.txt', content: clipMergesText },
  ])('is read from $name beside the weights', async ({ name, content }) => {
    await save(name, content());
    const clip = await fileTokenisers.clip([join(folder, 'ViT-B-32.pt')]);
    expect([...clip.encode('a dog').ids.slice(0, 4)]).toEqual([49406, 320, 1929, 49407]);
  });

  it('is read from clip.tokenizer.json, and not from a tokenizer.json, which may be that of CLAP', async () => {
    const { vocabulary, merges } = bundledClipTable();
    await save('tokenizer.json', 'of CLAP');
    await save('clip.tokenizer.json', JSON.stringify({ model: { type: 'BPE', vocab: Object.fromEntries(vocabulary), merges } }));
    const clip = await fileTokenisers.clip([folder]);
    expect([...clip.encode('a dog').ids.slice(0, 4)]).toEqual([49406, 320, 1929, 49407]);
  });

  it('refuses a list of merges that was cut short, naming the file', async () => {
    await save('bpe_simple_vocab_16e6.txt', 'i n\nt h\n');
    await expect(fileTokenisers.clip([folder])).rejects.toMatchObject({ code: 'TOKENISER_DAMAGED', exitCode: 2, where: join(folder, 'bpe_simple_vocab_16e6.txt'), message: expect.stringContaining('2 merges') });
  });

  it('is the one that comes with the program where none stands beside the weights', async () => {
    expect((await fileTokenisers.clip([folder])).vocabularySize).toBe(49408);
  });
});

describe('the tokeniser of RoBERTa', () => {
  it('is read from vocab.json and merges.txt beside the weights', async () => {
    await save('vocab.json', JSON.stringify(robertaVocabulary));
    await save('merges.txt', robertaMerges);
    const roberta = await fileTokenisers.roberta([join(folder, '630k-best.pt')]);
    expect([...roberta.encode('dog').ids.slice(0, 4)]).toEqual(dog);
  });

  it.each([
    { form: 'texts', merges: ['d o', 'do g'] },
    { form: 'pairs', merges: dogMerges },
  ])('is read from tokenizer.json with merges as $form', async ({ merges }) => {
    await save('tokenizer.json', JSON.stringify({ model: { vocab: robertaVocabulary, merges }, added_tokens: [{ content: '<mask>', id: tokens.length }] }));
    const roberta = await fileTokenisers.roberta([folder]);
    expect([...roberta.encode('dog<mask>').ids.slice(0, 5)]).toEqual([0, 261, tokens.length, 2, 1]);
  });

  it.each([{ files: [] }, { files: ['vocab.json'] }, { files: ['merges.txt'] }])('says which files to put where when there is only $files', async ({ files }) => {
    for (const name of files) await save(name, name === 'vocab.json' ? JSON.stringify(robertaVocabulary) : robertaMerges);
    await expect(fileTokenisers.roberta([join(folder, 'weights.pt')])).rejects.toMatchObject({ code: 'TOKENISER_MISSING', exitCode: 3, fix: expect.stringContaining('vocab.json and merges.txt') });
  });

  it('does not take the vocabulary of GPT-2', async () => {
    await save('vocab.json', JSON.stringify(Object.fromEntries(standIns.map((token, id) => [token, id]))));
    await save('merges.txt', robertaMerges);
    await expect(fileTokenisers.roberta([folder])).rejects.toMatchObject({ code: 'TOKENISER_DAMAGED', message: expect.stringContaining('"<s>"') });
  });

  it.each([
    { fault: 'damaged JSON', vocabulary: '{"a": 1', merges: robertaMerges, file: 'vocab.json' },
    { fault: 'no UTF-8', vocabulary: Uint8Array.of(0x7b, 0xff), merges: robertaMerges, file: 'vocab.json' },
    { fault: 'damaged gzip', vocabulary: Uint8Array.of(0x1f, 0x8b, 1, 2, 3), merges: robertaMerges, file: 'vocab.json' },
    { fault: 'not an id', vocabulary: vocabularyWith({ dog: 4_000_000_000 }), merges: robertaMerges, file: 'vocab.json' },
    { fault: 'not an id', vocabulary: vocabularyWith({ dog: 5 }), merges: robertaMerges, file: 'vocab.json' },
    { fault: 'unpacks to too much', vocabulary: gzipSync(new Uint8Array(33 * 2 ** 20)), merges: robertaMerges, file: 'vocab.json' },
    { fault: 'merge 2 is not a pair', vocabulary: JSON.stringify(robertaVocabulary), merges: 'd o\nd o g\n', file: 'merges.txt' },
    { fault: 'holds vocabulary', vocabulary: JSON.stringify(robertaVocabulary), merges: '{}', file: 'merges.txt' },
    { fault: 'more than', vocabulary: JSON.stringify(robertaVocabulary), merges: 'd o\n'.repeat(500_001), file: 'merges.txt' },
  ])('names $file and the fault: $fault', async ({ fault, vocabulary, merges, file }) => {
    await save('vocab.json', vocabulary);
    await save('merges.txt', merges);
    await expect(fileTokenisers.roberta([folder])).rejects.toMatchObject({ code: 'TOKENISER_DAMAGED', exitCode: 2, where: join(folder, file), message: expect.stringContaining(fault) });
  });
});

import type { BytePairTable } from './byte-pair-table.js';
import { byteCharacters } from './byte-stand-ins.js';
import { createBytePairModel } from './huggingface-bpe.js';

/** Splits one piece of text (a word, a run of punctuation) into tokens of the table and returns their ids. */
export type BytePairs = (piece: string) => number[];

/**
 * Merges by rank, by Hugging Face's model; bytes and ids are done here.
 * @param endOfWord what the last symbol of a piece carries, e.g. `</w>`
 * @param unknownId for a token that is not in the vocabulary
 */
export function bytePairs({ vocabulary, merges }: BytePairTable, { endOfWord, unknownId }: { readonly endOfWord?: string; readonly unknownId: number }): BytePairs {
  const model = createBytePairModel({
    type: 'BPE',
    vocab: Object.fromEntries(vocabulary),
    merges: merges.map(([first, second]): [string, string] => [first, second]),
    end_of_word_suffix: endOfWord,
  });
  return (piece) => model.bpe(byteCharacters(piece)).map((token) => vocabulary.get(token) ?? unknownId);
}

import { clipEnd, clipStart, robertaMarks } from '../../src/adapters/tokeniser/byte-pair-table.js';
import { standIns } from '../../src/adapters/tokeniser/byte-stand-ins.js';
import { createBytePairModel } from '../../src/adapters/tokeniser/huggingface-bpe.js';

/** The text of a `tokenizer.json` and the size of its vocabulary. */
export interface WordTable {
  readonly json: string;
  readonly size: number;
}

const endOfWord = '</w>';
const space = 'Ġ';

/** A tokeniser of CLIP's kind that has each of the words as one token; whatever else is read byte by byte. */
export function clipWordTable(words: readonly string[]): WordTable {
  return wordTable({ before: [...standIns, ...standIns.map((byte) => byte + endOfWord)], after: [clipStart, clipEnd], suffix: endOfWord }, words);
}

/** One of RoBERTa's kind: each word as it stands at the beginning of a text, and after a space. */
export function clapWordTable(words: readonly string[]): WordTable {
  return wordTable({ before: [...robertaMarks, ...standIns], after: [], suffix: undefined }, words.flatMap((word) => [word, space + word]));
}

interface Symbols {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly suffix: string | undefined;
}

/** Merges are added word by word: what the earlier ones leave of a word is joined from the left. */
function wordTable({ before, after, suffix }: Symbols, words: readonly string[]): WordTable {
  const merges: [string, string][] = [];
  for (const word of words) {
    const [first, ...rest] = symbolsOf(word, before, merges, suffix);
    let joined = first;
    for (const symbol of rest) {
      merges.push([joined, symbol]);
      joined += symbol;
    }
  }
  const tokens = [...new Set([...before, ...merges.map(([a, b]) => a + b), ...after])];
  const split = words.find((word) => symbolsOf(word, tokens, merges, suffix).length > 1);
  if (split !== undefined) throw new Error(`"${split}" is no single token`);
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  return { json: `${JSON.stringify({ model: { type: 'BPE', vocab, merges } })}\n`, size: tokens.length };
}

function symbolsOf(word: string, tokens: readonly string[], merges: readonly (readonly [string, string])[], suffix: string | undefined): string[] {
  const vocab = Object.fromEntries([...new Set([...tokens, ...merges.map(([a, b]) => a + b)])].map((token, id) => [token, id]));
  return createBytePairModel({ type: 'BPE', vocab, merges, end_of_word_suffix: suffix }).bpe(word);
}

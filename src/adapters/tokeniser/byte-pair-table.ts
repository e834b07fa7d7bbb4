import { standIns } from './byte-stand-ins.js';

/** Vocabulary and merges of a byte-pair tokeniser. */
export interface BytePairTable {
  /** Token → id; ids are 0 … size − 1, each once. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Pairs in rank order. */
  readonly merges: readonly (readonly [string, string])[];
}

/** CLIP's merges that count; its published file has more lines. */
export const clipMergeCount = 48_894;
export const clipStart = '<|startoftext|>';
export const clipEnd = '<|endoftext|>';

/** CLIP's vocabulary follows from its merges: 256 bytes, the same at the end of a word, the merges, two marks. Spec task-fewshot-zeroshot §1.6. */
export function clipTable(merges: BytePairTable['merges']): BytePairTable {
  const counted = merges.slice(0, clipMergeCount);
  const tokens = [...standIns, ...standIns.map((byte) => `${byte}</w>`), ...counted.map(([first, second]) => first + second), clipStart, clipEnd];
  return { vocabulary: new Map(tokens.map((token, id) => [token, id])), merges: counted };
}

/** Start, padding, end, unknown. */
export const robertaMarks: readonly string[] = ['<s>', '<pad>', '</s>', '<unk>'];

/** The id of a mark that the table must have. */
export function idOf({ vocabulary }: BytePairTable, mark: string): number {
  const id = vocabulary.get(mark);
  if (id === undefined) throw new Error(`the table has no ${mark}`);
  return id;
}

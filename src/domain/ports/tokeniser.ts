/** A text as ids of fixed length. */
export interface EncodedText {
  /** [contextLength]: marks and ids, then padding. */
  readonly ids: Int32Array;
  /** How many of the ids, from the first on, are not padding; both marks count. */
  readonly realTokens: number;
  /** Where the text encoder reads the text off: the first end mark (CLIP), the last (RoBERTa). */
  readonly endPosition: number;
}

/** Texts to the ids of one text encoder (spec/task-fewshot-zeroshot §1.6). Never fails on a text; of a very long one the beginning counts. */
export interface Tokeniser {
  readonly contextLength: number;
  /** Number of ids; each id is below it. */
  readonly vocabularySize: number;
  /** What is too long loses its end; the end mark is always there. */
  encode(text: string): EncodedText;
  /** Number of ids of a text alone, without marks and without truncation (for prompts: the ids of a class name, §4). */
  nameLength(text: string): number;
}

/** Opens tokenisers from the files that are published with the encoders. */
export interface Tokenisers {
  /**
   * CLIP's: the first table that stands beside one of the files, last files first, else the one that comes with the program.
   * @param files of weights, or their folders
   * @throws AvtoolError TOKENISER_MISSING (exit 3), TOKENISER_DAMAGED (exit 2) naming the file
   */
  clip(files: readonly string[]): Promise<Tokeniser>;
  /**
   * RoBERTa's, of CLAP: the first that stands beside one of the files, last files first.
   * @param files of weights, their folders, or tokeniser files
   * @throws AvtoolError TOKENISER_MISSING (exit 3), TOKENISER_DAMAGED (exit 2) naming the file
   */
  roberta(files: readonly string[]): Promise<Tokeniser>;
}

/** 1 for real tokens, 0 for padding. @returns [contextLength] */
export const attentionMask = ({ ids, realTokens }: EncodedText): Int32Array => ids.map((_, position) => (position < realTokens ? 1 : 0));

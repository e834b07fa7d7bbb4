import * as tokenizers from '@huggingface/tokenizers';

/** What is used of Hugging Face's byte-pair model; the package's own types cannot be resolved by Node's rules. */
export interface BytePairModel {
  /** Symbols of a piece, merged by rank. */
  bpe(piece: string): string[];
}

interface BytePairSettings {
  readonly type: 'BPE';
  readonly vocab: Readonly<Record<string, number>>;
  readonly merges: readonly (readonly [string, string])[];
  readonly end_of_word_suffix?: string | undefined;
}

/** Hugging Face's byte-pair model over a table. */
export function createBytePairModel(settings: BytePairSettings): BytePairModel {
  const { BPE } = tokenizers as unknown as { readonly BPE: new (settings: BytePairSettings) => BytePairModel };
  return new BPE(settings);
}

import { bundledClipTable } from '../../../../src/adapters/tokeniser/bundled-clip-table.js';
import { clipTokeniser } from '../../../../src/adapters/tokeniser/clip-tokeniser.js';
import { robertaTokeniser } from '../../../../src/adapters/tokeniser/roberta-tokeniser.js';
import type { TensorValue } from '../../../../src/domain/graph/tensor.js';
import { attentionMask, type Tokeniser } from '../../../../src/domain/ports/tokeniser.js';
import type { GoldenCase, GoldenKind } from '../golden-kind.js';

/** `length` is of the whole text; `nameLength` of what stands between the four context words and the full stop. */
export const tokeniseClipKind: GoldenKind = {
  kind: 'tokenize-clip',
  compute: async ({ golden }) => {
    const texts = stringsOf(golden, 'texts');
    const tokeniser = clipTokeniser(bundledClipTable());
    const encoded = texts.map((text) => tokeniser.encode(text));
    const all = {
      ids: rows(tokeniser, encoded.map(({ ids }) => ids)),
      length: integers(texts.map((text) => tokeniser.nameLength(text))),
      eot: integers(encoded.map(({ endPosition }) => endPosition)),
      nameLength: integers(texts.map((text) => tokeniser.nameLength(text.replace(/^X X X X (.*)\.$/, '$1')))),
    };
    return { expected: all, gradients: {} };
  },
};

export const tokeniseRobertaKind: GoldenKind = {
  kind: 'tokenize-roberta',
  compute: async ({ golden }) => {
    const vocabulary = new Map(stringsOf(golden, 'vocab').map((token, id) => [token, id]));
    const merges = stringsOf(golden, 'merges').map((merge): [string, string] => {
      const [first, second] = merge.split(' ');
      return [first, second];
    });
    const tokeniser = robertaTokeniser({ vocabulary, merges });
    const encoded = stringsOf(golden, 'texts').map((text) => tokeniser.encode(text));
    return { expected: { ids: rows(tokeniser, encoded.map(({ ids }) => ids)), attention_mask: rows(tokeniser, encoded.map(attentionMask)) }, gradients: {} };
  },
};

function stringsOf({ config, id }: GoldenCase, key: string): string[] {
  const value = config[key];
  if (!Array.isArray(value)) throw new Error(`case ${id} has no list "${key}"`);
  return value.map(String);
}

const rows = ({ contextLength }: Tokeniser, lines: readonly Int32Array[]): TensorValue => ({
  dtype: 'int32',
  shape: [lines.length, contextLength],
  data: Int32Array.from(lines.flatMap((line) => [...line])),
});

const integers = (values: readonly number[]): TensorValue => ({ dtype: 'int32', shape: [values.length], data: Int32Array.from(values) });

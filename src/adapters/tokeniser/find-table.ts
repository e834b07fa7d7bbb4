import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAvtoolError } from '../../domain/errors.js';
import { systemCode } from '../files/file-fault.js';
import { clipTable, type BytePairTable } from './byte-pair-table.js';
import { parseTokeniserFile, type TokeniserFile } from './parse-table.js';
import { readBoundedText } from './read-text.js';
import { TableFault, tokeniserDamaged } from './tokeniser-fault.js';

/** A table and the file it was read from. */
export interface FoundTable {
  readonly table: BytePairTable;
  readonly path: string;
  /** Of a mere list of merges, that may have been cut short, or of a file that says its vocabulary. */
  readonly kind: 'merges' | 'vocabulary';
}

/** What is looked for, in order, and what else a list of merges needs. */
export interface TableFiles {
  readonly names: readonly string[];
  /** Whether the vocabulary follows from the merges (CLIP). */
  readonly mergesSuffice: boolean;
}

const vocabularyFile = 'vocab.json';
const mergesFile = 'merges.txt';
const knownEndings = /\.(?:json|txt|gz)$/i;

/** `tokenizer.json` and its halves are CLAP's: where both encoders lie in one folder, CLIP's table says its own name. */
export const clipFiles: TableFiles = { names: ['clip.tokenizer.json', 'bpe_simple_vocab_16e6.txt.gz', 'bpe_simple_vocab_16e6.txt'], mergesSuffice: true };
export const robertaFiles: TableFiles = { names: ['clap.tokenizer.json', 'tokenizer.json', vocabularyFile], mergesSuffice: false };

/**
 * The first table in a folder, beside a weight file, or in a tokeniser file (with its second half beside it). What a file is, its content says.
 * @param places last ones first
 * @throws AvtoolError TOKENISER_DAMAGED naming the file
 */
export async function findTable(places: readonly string[], files: TableFiles): Promise<FoundTable | undefined> {
  for (const place of [...places].reverse()) {
    const found = await tableAt(place, files);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function tableAt(path: string, { names, mergesSuffice }: TableFiles): Promise<FoundTable | undefined> {
  const kind = await kindOf(path);
  if (kind === 'file' && knownEndings.test(path)) return fromFile(path, mergesSuffice);
  const folder = kind === 'folder' ? path : dirname(path);
  for (const name of names) {
    const candidate = join(folder, name);
    if ((await kindOf(candidate)) !== 'file') continue;
    const found = await fromFile(candidate, mergesSuffice);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @returns undefined when the other half of the table is not there */
async function fromFile(path: string, mergesSuffice: boolean): Promise<FoundTable | undefined> {
  const file = await read(path);
  switch (file.kind) {
    case 'table':
      return { path, kind: 'vocabulary', table: file.table };
    case 'vocabulary': {
      const merges = await beside(path, mergesFile, 'merges');
      return merges && { path, kind: 'vocabulary', table: { vocabulary: file.vocabulary, merges: merges.merges } };
    }
    case 'merges': {
      if (mergesSuffice) return { path, kind: 'merges', table: clipTable(file.merges) };
      const vocabulary = await beside(path, vocabularyFile, 'vocabulary');
      return vocabulary && { path, kind: 'vocabulary', table: { vocabulary: vocabulary.vocabulary, merges: file.merges } };
    }
  }
}

async function beside<Kind extends TokeniserFile['kind']>(path: string, name: string, kind: Kind): Promise<Extract<TokeniserFile, { kind: Kind }> | undefined> {
  const other = join(dirname(path), name);
  if ((await kindOf(other)) !== 'file') return undefined;
  const file = await read(other);
  if (isKind(file, kind)) return file;
  throw tokeniserDamaged(other, `it holds ${file.kind === 'table' ? 'a whole tokeniser' : file.kind}, where ${kind} should be`);
}

const isKind = <Kind extends TokeniserFile['kind']>(file: TokeniserFile, kind: Kind): file is Extract<TokeniserFile, { kind: Kind }> => file.kind === kind;

async function read(path: string): Promise<TokeniserFile> {
  try {
    return parseTokeniserFile(await readBoundedText(path));
  } catch (error) {
    if (error instanceof TableFault) throw tokeniserDamaged(path, error.message, error);
    if (!isAvtoolError(error) && systemCode(error) !== undefined && error instanceof Error) throw tokeniserDamaged(path, `it cannot be read (${error.message})`, error);
    throw error;
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : undefined;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

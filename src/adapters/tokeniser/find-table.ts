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
}

const tokenizerJson = 'tokenizer.json';
const vocabularyFile = 'vocab.json';
const mergesFile = 'merges.txt';
const clipMergesFiles = ['bpe_simple_vocab_16e6.txt.gz', 'bpe_simple_vocab_16e6.txt'];
const knownEndings = /\.(?:json|txt|gz)$/i;

/**
 * The table in a folder, beside a weight file, or in a tokeniser file (with its second half beside it); first `tokenizer.json`, then vocab.json
 * and merges.txt, then CLIP's list of merges. What a file is, its content says.
 * @param mergesSuffice whether the vocabulary follows from the merges (CLIP)
 * @throws AvtoolError TOKENISER_DAMAGED naming the file
 */
export async function findTable(path: string, { mergesSuffice }: { readonly mergesSuffice: boolean }): Promise<FoundTable | undefined> {
  const kind = await kindOf(path);
  if (kind === 'file' && knownEndings.test(path)) return fromFile(path, mergesSuffice);
  const folder = kind === 'folder' ? path : dirname(path);
  for (const name of [tokenizerJson, vocabularyFile, ...(mergesSuffice ? [...clipMergesFiles, mergesFile] : [])]) {
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
      return { path, table: file.table };
    case 'vocabulary': {
      const merges = await beside(path, mergesFile, 'merges');
      return merges && { path, table: { vocabulary: file.vocabulary, merges: merges.merges } };
    }
    case 'merges': {
      if (mergesSuffice) return { path, table: clipTable(file.merges) };
      const vocabulary = await beside(path, vocabularyFile, 'vocabulary');
      return vocabulary && { path, table: { vocabulary: vocabulary.vocabulary, merges: file.merges } };
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

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TensorValue } from '../../../src/domain/graph/tensor.js';
import { fill } from './fill.js';
import type { GoldenCase } from './golden-kind.js';
import { readStoredArrays } from './stored-arrays.js';

/** An expected array or gradient: its statistics over all elements, and the stored elements (all, or 256 samples). */
export interface ExpectedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly stored: TensorValue;
  readonly sampled: number | undefined;
  readonly l2: number;
  readonly absmax: number;
  readonly tolerance: number;
}

export interface LoadedCase {
  readonly golden: GoldenCase;
  readonly expected: readonly ExpectedArray[];
  readonly gradients: readonly ExpectedArray[];
}

/** A case's folder name and kind, read without its arrays. */
export interface CaseEntry {
  readonly id: string;
  readonly kind: string;
}

interface Row {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype?: string;
  readonly offset?: number;
  readonly scale?: number;
  readonly l2?: number;
  readonly absmax?: number;
  readonly sampled?: number;
  readonly tolerance?: number;
}

interface CaseFile {
  readonly kind: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly tolerance: { readonly forward: number; readonly gradient: number };
  readonly parameters: readonly Row[];
  readonly inputs: readonly Row[];
  readonly expected: readonly Row[];
  readonly gradients: readonly Row[];
}

/** Where the cases are: AVTOOL_GOLDEN_DIR, or test/golden of this repository. */
export const goldenFolder = (): string => process.env['AVTOOL_GOLDEN_DIR'] ?? fileURLToPath(new URL('../../golden', import.meta.url));

/** All cases of the folder by name, in alphabetical order. */
export function listCases(): CaseEntry[] {
  const folders = readdirSync(goldenFolder(), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => ({ id: name, kind: readCaseFile(name).kind })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function loadCase(id: string): LoadedCase {
  const file = readCaseFile(id);
  const stored = readStoredArrays(join(goldenFolder(), id, 'tensors.safetensors'));
  const array = (key: string): TensorValue => {
    const value = stored.get(key);
    if (value === undefined) throw new Error(`case ${id} stores no array "${key}"`);
    return value;
  };
  const given = (rows: readonly Row[], prefix: string): ReadonlyMap<string, TensorValue> =>
    new Map(
      rows.map((row) => [
        row.name,
        row.offset === undefined || row.scale === undefined ? { ...array(`${prefix}/${row.name}`), shape: row.shape } : fill(row.name, row.shape, row.offset, row.scale),
      ]),
    );
  const wanted = (rows: readonly Row[], prefix: string, tolerance: number): ExpectedArray[] =>
    rows.map((row) => ({
      name: row.name,
      shape: row.shape,
      stored: array(`${prefix}/${row.name}`),
      sampled: row.sampled,
      l2: row.l2 ?? 0,
      absmax: row.absmax ?? 0,
      tolerance: row.tolerance ?? tolerance,
    }));
  const golden: GoldenCase = {
    id,
    kind: file.kind,
    name: file.name,
    config: file.config,
    parameters: given(file.parameters, 'parameter'),
    inputs: given(file.inputs, 'input'),
    expectedNames: file.expected.map(({ name }) => name),
    gradientNames: file.gradients.map(({ name }) => name),
  };
  return { golden, expected: wanted(file.expected, 'expected', file.tolerance.forward), gradients: wanted(file.gradients, 'gradient', file.tolerance.gradient) };
}

const readCaseFile = (id: string): CaseFile => JSON.parse(readFileSync(join(goldenFolder(), id, 'case.json'), 'utf8')) as CaseFile;

import { elementCount, formatShape } from '../domain/graph/shapes.js';
import { mapWeights } from '../domain/weights/map-weights.js';
import { storedBytes, type StoredTensor } from '../domain/weights/stored-tensor.js';
import type { Services } from './services.js';
import type { UseCaseReport } from './use-case-requests.js';

export interface InspectWeightsReport extends UseCaseReport {
  readonly path: string;
  readonly format: string;
  /** Null where the names are nobody's that avtool knows. */
  readonly layout: string | null;
  readonly tensors: readonly StoredTensor[];
  readonly elements: number;
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Beside the tensors, not read. */
  readonly skipped: readonly string[];
}

const width = 80;
const nameWidth = 52;
const typeWidth = 10;

/** What a weight file holds, without reading its numbers. @throws AvtoolError WEIGHTS_MISSING, WEIGHTS_DAMAGED */
export async function inspectWeights({ weights }: Pick<Services, 'weights'>, { path }: { readonly path: string }): Promise<InspectWeightsReport> {
  const file = await weights.open(path);
  try {
    const { format, tensors, metadata, skipped } = file;
    const { layout, faults } = mapWeights(tensors);
    const elements = tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0);
    const bytes = tensors.reduce((sum, { dtype, shape }) => sum + elementCount(shape) * storedBytes[dtype], 0);
    const facts: (readonly [string, string])[] = [
      ['format', format],
      ['layout', layout ?? 'none that avtool knows'],
      ['tensors', `${tensors.length} with ${elements.toLocaleString('en')} numbers, ${readableBytes(bytes)}`],
      ...Object.entries(metadata),
      ...(skipped.length === 0 ? [] : [['not read', skipped.join(', ')] as const]),
      ...faults.map((fault) => ['fault', fault] as const),
    ];
    const widest = Math.min(24, Math.max(...facts.map(([name]) => name.length)));
    return {
      path,
      format,
      layout: layout ?? null,
      tensors,
      elements,
      bytes,
      metadata,
      skipped,
      lines: [...facts.flatMap(([name, value]) => wrapped(`${printable(name).padEnd(widest)} ${printable(value)}`)), '', row('TENSOR', 'TYPE', 'SHAPE'), ...tensors.flatMap(tensorLines)],
    };
  } finally {
    await file.close();
  }
}

const row = (name: string, type: string, shape: string): string => `${name.padEnd(nameWidth)} ${type.padEnd(typeWidth)}${shape}`;

function tensorLines({ name, dtype, shape }: StoredTensor): string[] {
  const text = printable(name);
  const line = row(text.length > nameWidth ? '' : text, dtype, formatShape(shape));
  return [...(text.length > nameWidth ? wrapped(text) : []), ...(line.length > width ? wrapped(line) : [line])];
}

/** Lines of at most 80 columns. */
const wrapped = (text: string): string[] => text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [''];

/** Fit for a terminal: what a file says can move no cursor. */
const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/g, '?');

/** Decimal units, as hosts and disks say them. */
export function readableBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}

import type { ComparisonRow } from '../../src/domain/ports/report.js';

/** A row of a comparison for the terminal. */
export const comparisonLine = ({ name, mean, spread, note }: ComparisonRow): string => `  ${name.padEnd(32)} ${mean.toFixed(1).padStart(5)} % ${spread === undefined ? '       ' : `± ${spread.toFixed(1).padEnd(4)}`}  ${note ?? ''}`;

/** A number inside a JSON document. */
export function numberAt(document: unknown, ...path: readonly (string | number)[]): number {
  let value = document;
  for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  if (typeof value !== 'number') throw new Error(`the result has no number at ${path.join('.')}`);
  return value;
}

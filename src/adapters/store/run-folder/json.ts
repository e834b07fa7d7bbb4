import type { Json } from '../../../domain/ports/run-store.js';

/** JSON text of a value that comes back as it is. @throws Error for a number that JSON has no form for, naming it */
export function checkedJson(value: Json, name: string): string {
  checkNumbers(value, name);
  return JSON.stringify(value);
}

/** @throws SyntaxError */
export const parseJson = (text: string): Json => JSON.parse(text) as Json; // all that JSON.parse can give

function checkNumbers(value: Json, path: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${path} is ${value}, which JSON cannot hold`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) checkNumbers(item, `${path}.${key}`);
}

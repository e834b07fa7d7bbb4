import type { z } from 'zod';

/** One line of a file of JSON lines: what it says, or what is wrong with it, naming the field. */
export type JsonLine<Row> =
  | { readonly line: number; readonly row: Row }
  | { readonly line: number; readonly value: unknown; readonly fault: string };

/** Reads JSON lines in any line ending; empty lines are skipped. Fields beside those of the schema may stand there where it is loose. */
export function parseJsonLines<Row>(text: string, schema: z.ZodType<Row>): JsonLine<Row>[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ content: content.trim(), line: index + 1 }))
    .filter(({ content }) => content !== '')
    .map(({ content, line }) => parseLine(content, line, schema));
}

/** A field of a line that could not be read as a whole, where it holds text. */
export function textField(value: unknown, key: string): string {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof text === 'string' ? text : '';
}

function parseLine<Row>(content: string, line: number, schema: z.ZodType<Row>): JsonLine<Row> {
  const value = parseJson(content);
  if (value === undefined) return { line, value, fault: 'The line is not JSON.' };
  const row = schema.safeParse(value);
  if (row.success) return { line, row: row.data };
  const [{ path, message }] = row.error.issues;
  return { line, value, fault: `Field ${fieldName(path)}: ${message}.` };
}

/** `undefined` stands for text that is no JSON: no JSON text has that value. */
function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** `['segments', 3]` → `segments[3]`. */
function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(the whole line)';
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : String(key))).join('');
}

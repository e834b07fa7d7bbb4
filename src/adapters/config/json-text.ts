import type { Json } from '../../domain/ports/run-store.js';
import { givenTwice, syntaxError, tooManyWords } from './syntax-error.js';
import { maximalDepth, maximalWords } from './file-content.js';
import type { FileContent, Report } from './file-content.js';

const tokens = /[ \t\r]+|\n|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\]:,]|[^]/gy;

/**
 * A strict JSON text. Reads what `JSON.parse` reads, but keeps the line of every key, refuses keys that are given twice, and says in words what is wrong.
 * Keys given twice are reported, and the last one counts.
 * @throws AvtoolError CONFIG_SYNTAX where the text is not JSON
 */
export function parseJsonText(text: string, file: string, report: Report): FileContent {
  const lines = new Map<string, number>();
  let line = 1;
  let count = 0;
  let token: string | undefined;
  const words = text.matchAll(tokens);
  const next = (): void => {
    for (;;) {
      token = words.next().value?.[0];
      if (token === '\n') line++;
      else if (token === undefined || !/^[ \t\r]/.test(token)) break;
    }
    if (++count > maximalWords) throw tooManyWords(file);
  };
  const fail = (expected: string): never => {
    throw syntaxError(`${file}:${line}`, `The file is not valid JSON: ${expected} expected, not ${token === undefined ? 'the end of the file' : JSON.stringify(token)}.`, hintFor(token));
  };
  const value = (path: string, depth: number): Json => {
    if (depth > maximalDepth) throw syntaxError(`${file}:${line}`, `The file is nested more than ${maximalDepth} levels deep.`);
    if (token === '{') return object(path, depth);
    if (token === '[') return list(path, depth);
    if (token === undefined || !/^(?:"(?=.)|-?\d|true|false|null)/s.test(token) || token === '"') return fail('a value');
    const read = JSON.parse(token) as Json;
    next();
    return read;
  };
  const object = (path: string, depth: number): Json => {
    const entries = new Map<string, Json>();
    next();
    while (token !== '}') {
      if (entries.size > 0) separator('}');
      if (token === undefined || token.length < 2 || !token.startsWith('"')) return fail('a key in double quotes');
      const key = JSON.parse(token) as string;
      const keyPath = path === '' ? key : `${path}.${key}`;
      if (entries.has(key)) report(givenTwice(keyPath, file, lines.get(keyPath) ?? line, line));
      lines.set(keyPath, line);
      next();
      if (token !== ':') return fail(`a colon after ${JSON.stringify(key)}`);
      next();
      entries.set(key, value(keyPath, depth + 1));
    }
    next();
    return Object.fromEntries(entries);
  };
  const list = (path: string, depth: number): Json => {
    const parts: Json[] = [];
    next();
    while (token !== ']') {
      if (parts.length > 0) separator(']');
      parts.push(value(path, depth + 1));
    }
    next();
    return parts;
  };
  const separator = (end: string): void => {
    if (token !== ',') fail(`a comma or ${end}`);
    next();
  };
  next();
  const read = value('', 0);
  if (token !== undefined) fail('the end of the file');
  return { value: read, lines };
}

function hintFor(token: string | undefined): string | undefined {
  switch (token) {
    case '/':
    case '#':
      return 'JSON has no comments; a file avtool.config.yaml may have them.';
    case '"':
      return 'A text ends with a double quote; line ends and quotes in it are written \\n and \\".';
    case "'":
      return 'Texts and keys stand in double quotes.';
    case '}':
    case ']':
      return 'There may be a comma too much before it.';
    default:
      return undefined;
  }
}

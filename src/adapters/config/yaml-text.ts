import { Composer, isAlias, isCollection, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml';
import type { CST, Document, ParsedNode, YAMLError } from 'yaml';
import type { Json } from '../../domain/ports/run-store.js';
import { maximalDepth, maximalWords } from './file-content.js';
import type { FileContent, Report } from './file-content.js';
import { givenTwice, syntaxError, tooManyWords } from './syntax-error.js';

/** How often values may be repeated by aliases, all in all: enough for sharing a few, too little for a bomb. */
const maximalAliases = 100;

/**
 * One document of YAML 1.2, core schema, without tags: data only. An empty text is an empty object.
 * Keys given twice are reported, and the last one counts.
 * @throws AvtoolError CONFIG_SYNTAX where the text is not such YAML, too large or nested too deep
 */
export function parseYamlText(text: string, file: string, report: Report): FileContent {
  const counter = new LineCounter();
  const at = (offset: number) => `${file}:${Math.max(counter.linePos(offset).line, 1)}`;
  if (hasTooManyWords(text)) throw tooManyWords(file);
  const tokens = [...new Parser(counter.addNewLine).parse(text)];
  const deep = tokens.map((token) => tooDeep(token, 0)).find((offset) => offset !== undefined);
  if (deep !== undefined) throw syntaxError(at(deep), `The file is nested more than ${maximalDepth} levels deep.`);
  const [document, ...others] = new Composer({ version: '1.2', schema: 'core', resolveKnownTags: false, uniqueKeys: false, stringKeys: true, logLevel: 'silent' }).compose(tokens);
  if (document === undefined) return { value: {}, lines: new Map() };
  for (const fault of [...document.errors, ...document.warnings]) throw syntaxError(at(fault.pos[0]), ...wordsOf(fault));
  if (others.length > 0) throw syntaxError(at(others[0].range[0]), 'The file holds more than one YAML document.', 'Keep one.');
  if (document.directives.yaml.version !== '1.2') throw syntaxError(`${file}:1`, 'The file asks for another version of YAML than 1.2.', 'Remove the %YAML line.');
  const lines = new Map<string, number>();
  const seen = (path: string, offset: number) => {
    const { line } = counter.linePos(offset);
    const before = lines.get(path);
    if (before !== undefined) report(givenTwice(path, file, before, line));
    lines.set(path, line);
  };
  const circular = (offset: number): never => {
    throw syntaxError(at(offset), 'An alias of the file holds itself.', 'Write the value out.');
  };
  walk(document.contents, '', [], { seen, circular });
  return { value: valueOf(document, file), lines };
}

/** Reads no further than that. */
function hasTooManyWords(text: string): boolean {
  const words = new Lexer().lex(text);
  for (let count = 0; count <= maximalWords; count++) {
    if (words.next().done === true) return false;
  }
  return true;
}

function valueOf(document: Document.Parsed, file: string): Json {
  try {
    return (document.toJS({ maxAliasCount: maximalAliases }) ?? {}) as Json;
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    throw syntaxError(file, `The aliases of the file cannot be followed: ${cause.message.replace(/\.$/, '')}.`, 'Write the values out.');
  }
}

/** Where the collections begin to be nested too deep. Looks no deeper than that, so that no depth can exhaust the stack. */
function tooDeep(token: CST.Token | null | undefined, depth: number): number | undefined {
  if (token === null || token === undefined) return undefined;
  if (depth > maximalDepth) return token.offset;
  if (token.type === 'document') return tooDeep(token.value, depth);
  if (!('items' in token)) return undefined;
  for (const { key, value } of token.items) {
    const offset = tooDeep(key, depth + 1) ?? tooDeep(value, depth + 1);
    if (offset !== undefined) return offset;
  }
  return undefined;
}

interface Visitor {
  /** Every key by its dotted path; keys in lists have the path of the list and its place, e.g. `a.list[0].key`. */
  seen(path: string, offset: number): void;
  circular(offset: number): void;
}

/** @param open anchors of the collections around */
function walk(node: ParsedNode | null, path: string, open: readonly string[], visitor: Visitor): void {
  if (isAlias(node) && open.includes(node.source)) visitor.circular(node.range[0]);
  const around = isCollection(node) && node.anchor !== undefined ? [...open, node.anchor] : open;
  if (isSeq<ParsedNode>(node)) node.items.forEach((item, place) => walk(item, `${path}[${place}]`, around, visitor));
  if (!isMap<ParsedNode, ParsedNode | null>(node)) return;
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue;
    const keyPath = path === '' ? String(key.value) : `${path}.${String(key.value)}`;
    visitor.seen(keyPath, key.range[0]);
    walk(value, keyPath, around, visitor);
  }
}

function wordsOf(fault: YAMLError): [string, string?] {
  const sentence = fault.message.replace(/\.$/, '');
  if (fault.code === 'TAG_RESOLVE_FAILED') return [`Configuration is plain data without tags: ${sentence}.`, 'Remove the tag.'];
  return [`The file is not valid YAML: ${sentence}.`];
}

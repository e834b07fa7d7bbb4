import { extname } from 'node:path';
import type { Json } from '../../domain/ports/run-store.js';
import type { FileContent, Report } from './file-content.js';
import { parseJsonText } from './json-text.js';
import { keysOfGroups } from './schema.js';
import { isObject, settingsOfObject } from './setting.js';
import type { Setting } from './setting.js';
import { syntaxError } from './syntax-error.js';

/**
 * The settings of a JSON or YAML text, by the ending of the file's name; origins are file and line.
 * @throws AvtoolError CONFIG_SYNTAX naming file and line
 */
export async function settingsOfFile(text: string, file: string, report: Report): Promise<Setting[]> {
  const { value, lines } = await parseFile(text, file, report);
  if (!isObject(value)) throw syntaxError(`${file}:1`, `The file must hold an object with ${[...keysOfGroups.keys()].join(', ')}.`);
  const originOf = (key: string) => `${file}:${lineOf(key, lines)}`;
  const groups = Object.fromEntries(Object.entries(value).filter(([group, content]) => !isNote(group, content)));
  return settingsOfObject(groups, '', originOf, report);
}

/** The reader of YAML is loaded when there is some: every command begins here. */
async function parseFile(text: string, file: string, report: Report): Promise<FileContent> {
  switch (extname(file).toLowerCase()) {
    case '.json':
      return parseJsonText(text, file, report);
    case '.yaml':
    case '.yml':
      return (await import('./yaml-text.js')).parseYamlText(text, file, report);
    default:
      throw syntaxError(file, 'A configuration is a .json, .yaml or .yml file.');
  }
}

/** `$schema` is for editors; a group whose keys are all commented out holds nothing. */
function isNote(group: string, content: Json): boolean {
  return (group === '$schema' && typeof content === 'string') || (content === null && keysOfGroups.has(group));
}

/** Keys that come from an alias have the line of the nearest key around them. */
function lineOf(key: string, lines: ReadonlyMap<string, number>): number {
  const dot = key.lastIndexOf('.');
  return lines.get(key) ?? (dot < 0 ? 1 : lineOf(key.slice(0, dot), lines));
}

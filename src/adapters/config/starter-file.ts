import { modelSummary, optionsByKey } from '../../domain/ports/configuration-options.js';
import type { Json } from '../../domain/ports/run-store.js';
import { configurationJsonSchema } from './json-schema.js';
import { builtInDefaults, keysOfGroups } from './schema.js';
import { whatItTakes } from './what-it-takes.js';

export const schemaFileName = 'avtool.config.schema.json';

/** The text of the schema file that both starters name for editors. */
export function schemaText(): string {
  return `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`;
}

/** The built-in defaults, to be changed: JSON has no comments. */
export function jsonStarter(): string {
  const groups = new Map<string, Record<string, unknown>>();
  for (const { key, value } of builtInDefaults) {
    const [group, name] = key.split('.');
    groups.set(group, { ...groups.get(group), [name]: value });
  }
  return `${JSON.stringify({ $schema: `./${schemaFileName}`, ...Object.fromEntries(groups) }, null, 2)}\n`;
}

/** Every key with what it means, all of them commented out: the file changes nothing until a line is uncommented. */
export function yamlStarter(): string {
  const groups = [...keysOfGroups].map(([group, names]) => [`${group}:`, ...(names?.flatMap((name) => keyLines(`${group}.${name}`, name)) ?? [`  # ${modelSummary}`])].join('\n'));
  return [`# yaml-language-server: $schema=./${schemaFileName}`, '# Configuration of avtool. avtool config:show prints what holds, and where it comes from.', '', groups.join('\n\n'), ''].join('\n');
}

function keyLines(key: string, name: string): string[] {
  const option = optionsByKey.get(key);
  if (option === undefined) throw new Error(`the option table lacks ${key}`);
  const { summary, unit, default: value, otherwise, example } = option;
  const takes = `Takes ${whatItTakes(key)}${unit === undefined ? '' : ` (${unit})`}.`;
  const absent = otherwise === undefined ? [] : [`By default: ${otherwise}.`];
  return [`  # ${[summary, takes, ...absent].join(' ')}`, `  # ${name}: ${inYaml(value ?? example ?? null)}`];
}

/** On one line; JSON is YAML, and plain words need no quotes. */
function inYaml(value: Json): string {
  return typeof value === 'string' && /^[a-z][\w/-]*$/.test(value) ? value : JSON.stringify(value);
}

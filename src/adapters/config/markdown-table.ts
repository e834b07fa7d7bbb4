import { modelSummary, optionsByKey } from '../../domain/ports/configuration-options.js';
import type { ConfigurationOption } from '../../domain/ports/configuration-options.js';
import { environmentName } from './key-names.js';
import { whatItTakes } from './what-it-takes.js';

const head = ['Key', 'Meaning', 'Takes', 'Unit', 'Default', 'Environment', 'Flag'];
const modelRow = ['`model.*`', modelSummary, 'anything', '', 'of size and recipe', '`AVTOOL_MODEL__*`', ''];

/** Every key of the configuration as a table in Markdown. */
export function markdownTable(): string {
  const rows = [head, head.map(() => '---'), ...[...optionsByKey].map(rowOf), modelRow];
  return rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('');
}

function rowOf([key, option]: readonly [string, ConfigurationOption]): string[] {
  return [code(key), option.summary, whatItTakes(key), option.unit ?? '', defaultOf(option), code(environmentName(key)), option.flag === undefined ? '' : code(option.flag)];
}

function defaultOf({ default: value, otherwise }: ConfigurationOption): string {
  return value === undefined ? (otherwise ?? '') : code(typeof value === 'string' ? value : JSON.stringify(value));
}

const code = (text: string): string => `\`${text}\``;

import type { Config } from '@oclif/core';
import { createInterface } from 'node:readline/promises';
import type { AbsentPlugin } from '../../app/plugin-registry.js';
import type { AvtoolError } from '../../domain/errors.js';
import { absentPlugin } from '../../domain/plugin-messages.js';
import { asUsageError } from '../command/usage-errors.js';
import { absentPlugins } from './known-plugins.js';

export interface AbsentCommand {
  readonly plugin: AbsentPlugin;
  readonly error: AvtoolError;
}

/** The plugin that would bring the command which oclif has not found. */
export function commandOfAbsentPlugin(error: unknown, config: Pick<Config, 'plugins' | 'dataDir' | 'pjson'>): AbsentCommand | undefined {
  if (asUsageError(error, [])?.code !== 'COMMAND_UNKNOWN' || !(error instanceof Error)) return undefined;
  const id = /^command (\S+) not found$/.exec(error.message)?.[1] ?? '';
  const plugin = absentPlugins(config).find(({ commands }) => commands.includes(id));
  return plugin && { plugin, error: absentPlugin(`The command ${id}`, plugin) };
}

/** Asks on a terminal whether the plugin is to be installed; elsewhere the answer is no. */
export async function installOffered({ plugin, error }: AbsentCommand, argv: readonly string[]): Promise<boolean> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY || argv.includes('--json')) return false;
  const line = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await line.question(`${error.message}\nInstall ${plugin.name} now? What it would run is shown first. [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    line.close();
  }
}

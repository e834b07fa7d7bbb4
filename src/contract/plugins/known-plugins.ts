import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Interfaces } from '@oclif/core';
import type { AbsentPlugin } from '../../app/plugin-registry.js';

/** A plugin that avtool knows of: what it brings, so that a missing name can be answered with the plugin that has it. */
export type KnownPlugin = Pick<AbsentPlugin, 'name' | 'install' | 'brings' | 'commands'>;

const fileIn = (dataFolder: string): string => join(dataFolder, 'known-plugins.json');

/**
 * Known plugins that are not installed: those of avtool's own table (`avtool.knownPlugins` of its `package.json`) and those that were installed here once.
 */
export function absentPlugins(config: Pick<Interfaces.Config, 'plugins' | 'dataDir' | 'pjson'>): AbsentPlugin[] {
  const known = new Map([...ownTable(config.pjson), ...remembered(config.dataDir)].map((plugin) => [plugin.name, plugin]));
  return [...known.values()].filter(({ name }) => !config.plugins.has(name)).map((plugin) => ({ ...plugin, origin: 'absent' }));
}

/** Keeps what a plugin brings for the time when it is gone. */
export async function rememberPlugin(dataFolder: string, plugin: KnownPlugin): Promise<void> {
  const file = fileIn(dataFolder);
  const plugins = [...remembered(dataFolder).filter(({ name }) => name !== plugin.name), plugin];
  await mkdir(dataFolder, { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify({ schema: 1, plugins }, undefined, 2)}\n`);
  await rename(`${file}.new`, file);
}

function ownTable(pjson: object): KnownPlugin[] {
  const section: unknown = 'avtool' in pjson ? pjson.avtool : undefined;
  return isRecord(section) ? knownIn(section.knownPlugins) : [];
}

/** A memory that cannot be read is no memory: it only makes messages more helpful. */
function remembered(dataFolder: string): KnownPlugin[] {
  const file = fileIn(dataFolder);
  if (!existsSync(file)) return [];
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRecord(content) ? knownIn(content.plugins) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function knownIn(value: unknown): KnownPlugin[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (!isRecord(entry) || typeof entry.name !== 'string') return [];
    const { name, install, brings, commands } = entry;
    const contents = isRecord(brings) ? Object.fromEntries(Object.entries(brings).map(([kind, names]) => [kind, texts(names)])) : {};
    return [{ name, install: typeof install === 'string' ? install : name, brings: contents, commands: texts(commands) }];
  });
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

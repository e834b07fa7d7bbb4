import { readFile } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { AvtoolError } from '../../domain/errors.js';

/** What avtool reads of a plugin's `package.json` before anything of the plugin runs. */
export interface PluginManifest {
  readonly name: string;
  readonly version: string;
  /** Module of the definition, relative to the package; absent in packages that bring commands only. */
  readonly module: string | undefined;
  /** Tasks that get `TASK:prepare|train|eval|predict` from avtool. */
  readonly tasks: readonly string[];
  /** Commands and hooks in oclif's own form. */
  readonly oclif: Readonly<Record<string, unknown>>;
  /** The whole file. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** @throws AvtoolError PLUGIN_BROKEN saying what is wrong with the file */
export async function readManifest(folder: string): Promise<PluginManifest> {
  const file = join(folder, 'package.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw broken(error instanceof Error && 'code' in error && error.code === 'ENOENT' ? `${file} is missing` : `${file} cannot be read: ${String(error)}`, error);
  });
  return parseManifest(text, file);
}

/** @param file for messages. @throws AvtoolError PLUGIN_BROKEN saying what is wrong with the file */
export function parseManifest(text: string, file: string): PluginManifest {
  const content = parseJson(text, file);
  const { name, version, avtool = {}, oclif = {} } = content;
  if (typeof name !== 'string' || typeof version !== 'string') throw broken(`${file} has no name or no version`);
  if (!isRecord(avtool)) throw broken(`${file}: avtool is no object`);
  if (!isRecord(oclif)) throw broken(`${file}: oclif is no object`);
  const { plugin: module, tasks = [] } = avtool;
  if (module !== undefined && (typeof module !== 'string' || isAbsolute(module) || normalize(module).startsWith('..'))) throw broken(`${file}: avtool.plugin is no path inside the package`);
  if (!Array.isArray(tasks) || !tasks.every((task) => typeof task === 'string' && /^[a-z][a-z0-9-]*$/.test(task))) throw broken(`${file}: avtool.tasks is no list of task names`);
  if (tasks.length > 0 && module === undefined) throw broken(`${file}: avtool.tasks needs avtool.plugin`);
  return { name, version, module, tasks: tasks as string[], oclif, content };
}

/** Whether a package says that it is a plugin at all. */
export function isPlugin({ module, content }: PluginManifest): boolean {
  return module !== undefined || 'oclif' in content;
}

function parseJson(text: string, file: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(text);
    if (isRecord(content)) return content;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw broken(`${file} is not valid JSON: ${error.message}`, error);
  }
  throw broken(`${file} holds no object`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function broken(reason: string, cause?: unknown): AvtoolError {
  return new AvtoolError({ code: 'PLUGIN_BROKEN', message: `${reason}.`, exitCode: 3, ...(cause === undefined ? {} : { cause }) });
}

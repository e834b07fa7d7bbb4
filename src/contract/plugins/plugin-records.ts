import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AvtoolError } from '../../domain/errors.js';

/** One installed plugin, as oclif records it in the `package.json` of the data folder. */
export interface PluginRecord {
  readonly name: string;
  readonly type: 'user' | 'link';
  /** Where a linked plugin is. */
  readonly root?: string;
  /** Version, range or tag of the registry that updates follow. */
  readonly tag?: string;
  /** Where a plugin that is not from a registry came from. */
  readonly url?: string;
}

interface DataFolderPackage {
  readonly [key: string]: unknown;
  readonly oclif?: { readonly plugins?: readonly unknown[] };
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The npm package that the data folder is: npm keeps its dependencies, the plugins stand beside them. */
export const packageFile = (dataFolder: string): string => join(dataFolder, 'package.json');

/** The folder of a plugin. */
export const folderOf = (dataFolder: string, record: PluginRecord): string => record.root ?? join(dataFolder, 'node_modules', record.name);

/** The recorded plugins, a linked one in place of an installed one of the same name. @throws AvtoolError PLUGIN_LIST_BROKEN */
export async function readPluginRecords(dataFolder: string): Promise<PluginRecord[]> {
  const plugins = (await readPackage(dataFolder))?.oclif?.plugins ?? [];
  const records = new Map<string, PluginRecord>();
  for (const record of plugins.map(recordOf)) {
    if (record !== undefined && (record.type === 'link' || !records.has(record.name))) records.set(record.name, record);
  }
  return [...records.values()];
}

/** Whether npm has installed the package: a link may stand before an installed plugin. */
export async function isInstalled(dataFolder: string, name: string): Promise<boolean> {
  return (await readPackage(dataFolder))?.dependencies?.[name] !== undefined;
}

/** Changes the list of plugins and leaves what npm keeps in the same file. */
export async function changePluginRecords(dataFolder: string, change: (records: readonly PluginRecord[]) => readonly PluginRecord[]): Promise<void> {
  const content = (await readPackage(dataFolder)) ?? { name: 'avtool-plugins', private: true };
  const records = change(await readPluginRecords(dataFolder));
  const file = packageFile(dataFolder);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify({ ...content, oclif: { schema: 1, ...content.oclif, plugins: records } }, undefined, 2)}\n`);
  await rename(`${file}.new`, file);
}

async function readPackage(dataFolder: string): Promise<DataFolderPackage | undefined> {
  const file = packageFile(dataFolder);
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof content === 'object' && content !== null) return content as DataFolderPackage;
    throw new SyntaxError('it holds no object');
  } catch (error) {
    // A data folder that is a file holds no plugins; `doctor` says what is wrong with it.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    if (!(error instanceof SyntaxError)) throw error;
    throw new AvtoolError({ code: 'PLUGIN_LIST_BROKEN', message: `The list of installed plugins is not valid JSON: ${error.message}.`, where: file, fix: 'Repair the file, or remove it and install the plugins again.', exitCode: 2, cause: error });
  }
}

function recordOf(value: unknown): PluginRecord | undefined {
  if (typeof value === 'string') return { name: value, type: 'user', tag: 'latest' };
  if (typeof value !== 'object' || value === null || !('name' in value) || typeof value.name !== 'string') return undefined;
  const text = (key: string): string | undefined => {
    const member: unknown = Reflect.get(value, key);
    return typeof member === 'string' ? member : undefined;
  };
  const type = text('type') === 'link' ? 'link' : 'user';
  const [root, tag, url] = [text('root'), text('tag'), text('url')];
  return { name: value.name, type, ...(root !== undefined && { root }), ...(tag !== undefined && { tag }), ...(url !== undefined && { url }) };
}

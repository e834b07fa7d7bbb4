import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { NewPluginName } from './new-plugin-name.js';

/**
 * The files of a new plugin by path (with `/`): those of the template, whose package is `avtool-plugin-mydata` and whose data set is `mydata`, under another name.
 * @param folder of the template: the repository's `examples/avtool-plugin-mydata`, of which the build puts a copy beside this module
 */
export async function pluginTemplate(folder: string, name: NewPluginName): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name: file }) => relative(folder, join(parentPath, file)));
  const files = await Promise.all(paths.sort().map(async (path) => [path.replaceAll(sep, '/'), renamed(await readFile(join(folder, path), 'utf8'), name)] as const));
  return new Map(files);
}

function renamed(text: string, name: NewPluginName): string {
  return text.replace(/(avtool-plugin-)?mydata/g, (_, prefix?: string) => (prefix === undefined ? name.dataset : name.package));
}

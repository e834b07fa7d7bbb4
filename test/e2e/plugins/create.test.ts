import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notBuilt, runAvtool } from '../run-avtool.js';

const example = fileURLToPath(new URL('../../../examples/avtool-plugin-mydata', import.meta.url));
const paths = ['README.md', 'dataset.js', 'event-rows.js', 'package.json', 'plugin.js', 'test/dataset.test.js'];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-create-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => runAvtool(['plugins:create', ...args], folder);

describe.skipIf(notBuilt)(`plugins:create${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  it('writes the example of the repository, byte for byte, when asked for mydata', async () => {
    expect(await run('mydata')).toMatchObject({ code: 0, stderr: '' });
    for (const path of paths) expect(await readFile(join(folder, 'avtool-plugin-mydata', path), 'utf8')).toBe(await readFile(join(example, path), 'utf8'));
    const written = await readdir(join(folder, 'avtool-plugin-mydata'), { recursive: true, withFileTypes: true });
    expect(written.filter((entry) => entry.isFile()).map(({ name }) => name).sort()).toEqual(paths.map((path) => path.replace('test/', '')).sort());
  });

  it('says what to do next', async () => {
    expect(await run('birds')).toEqual({
      code: 0,
      stderr: '',
      stdout: `Wrote the plugin avtool-plugin-birds to avtool-plugin-birds: ${paths.join(', ')}.
Next:
  cd avtool-plugin-birds
  npm install
  npm test
  avtool plugins:link .
  avtool ave:train --dataset birds --data FOLDER --size scenes-tiny --run runs/first
`,
    });
  });

  it('gives package and data set the wanted name, also below a scope and in an empty folder', async () => {
    await mkdir(join(folder, 'mine'));
    const { stdout } = await run('@me/birds', '--dir', 'mine', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ result: { name: '@me/avtool-plugin-birds', dataset: 'birds', folder: join(folder, 'mine'), files: paths } });
    expect(JSON.parse(await readFile(join(folder, 'mine', 'package.json'), 'utf8'))).toMatchObject({ name: '@me/avtool-plugin-birds' });
    for (const path of paths) expect(await readFile(join(folder, 'mine', path), 'utf8')).not.toContain('mydata');
  });

  it('writes nothing with --dry-run', async () => {
    expect(await run('birds', '--dry-run')).toEqual({ code: 0, stderr: '', stdout: paths.map((path) => `would write  ${join('avtool-plugin-birds', path)}\n`).join('') });
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a folder that holds something, and a file, with exit code 4', async () => {
    await mkdir(join(folder, 'full', 'videos'), { recursive: true });
    await writeFile(join(folder, 'file'), 'mine');
    expect(await run('birds', '--dir', 'full')).toEqual({ code: 4, stdout: '', stderr: 'Error: The folder is not empty.  [PLUGIN_FOLDER]\n  where  full\n  fix    Choose another folder with --dir.\n' });
    expect(await run('birds', '--dir', 'file')).toMatchObject({ code: 4, stderr: expect.stringContaining('There is a file of this name.  [PLUGIN_FOLDER]') as string });
    expect(await readdir(join(folder, 'full'))).toEqual(['videos']);
  });

  it('refuses a name that npm or --dataset would not take, or that a plugin has taken, with exit code 2', async () => {
    expect(await run('Birds')).toEqual({ code: 2, stdout: '', stderr: 'Error: "Birds" is no name for a plugin.  [PLUGIN_NAME]\n  fix    Lower-case letters, digits and hyphens between them, a letter first; @SCOPE/ may stand before it. For example: birds\n' });
    expect(await run('ave')).toEqual({ code: 2, stdout: '', stderr: 'Error: The data set ave comes with the plugin @avtool/plugin-ave already.  [PLUGIN_NAME]\n  fix    Choose another name.\n' });
  });
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executable, notBuilt, runAvtool } from '../run-avtool.js';
import { buildContractPackage } from './contract-package.js';
import { npmProgram, startNpmRegistry, type NpmRegistry } from './npm-registry.js';

const minutes = 60_000;
const guide = readFileSync(new URL('../../../docs/write-a-plugin.md', import.meta.url), 'utf8');
const blocks = (language: string): string[] => [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block);
const commands = blocks('sh');
const [list] = blocks('csv');
/** The videos of the list. */
const names = [...new Set(list.trim().split('\n').slice(1).map((line) => line.split(',')[0]))];

describe.skipIf(notBuilt || process.platform === 'win32')(`the guide docs/write-a-plugin.md${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  let folder: string;
  let registry: NpmRegistry;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-guide-'));
    registry = await startNpmRegistry(folder);
    await registry.npm(['publish', await buildContractPackage(folder)], folder);
    await makeVideos(join(folder, 'my-videos'));
    await mkdir(join(folder, 'bin'));
    await writeProgram('avtool', executable);
    await writeProgram('npm', npmProgram);
  }, 3 * minutes);

  afterAll(async () => {
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('trains and evaluates on a folder of videos and publishes the plugin, command by command', async () => {
    expect(commands).toHaveLength(6);
    const environment = { ...registry.environment, PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`, AVTOOL_ENGINE__THREADS: '1' };
    const { stdout } = await promisify(execFile)('sh', ['-e', '-c', commands.join('')], { cwd: folder, env: environment });
    expect(stdout).toMatch(/^# fail 0$|^ℹ fail 0$/m);
    expect(stdout).toContain('Linked avtool-plugin-birds from ');
    expect(stdout).toContain('My data, split test: 1 of 1 clips\n');
    expect(stdout.match(/^Installed avtool-plugin-birds 1\.0\.0: data sets birds\.$/gm)).toHaveLength(2);
  }, 5 * minutes);

  async function writeProgram(name: string, module: string): Promise<void> {
    const file = join(folder, 'bin', name);
    await writeFile(file, `#!/bin/sh\nexec '${process.execPath}' '${module}' "$@"\n`);
    await chmod(file, 0o755);
  }

  /** Rendered clips under the names of the guide's own list, and that list. */
  async function makeVideos(target: string): Promise<void> {
    await runAvtool(['scenes:render', '--data', 'scenes', '--seed', '3', '--clips', `train=${names.length}`, '--clips', 'val=1', '--clips', 'test=1'], folder, registry.environment);
    const clips = (await readdir(join(folder, 'scenes', 'clips'))).filter((file) => file.endsWith('.mp4')).sort();
    await mkdir(join(target, 'videos'), { recursive: true });
    await writeFile(join(target, 'events.csv'), list);
    for (const [index, name] of names.entries()) await rename(join(folder, 'scenes', 'clips', clips[index]), join(target, 'videos', name));
  }
});

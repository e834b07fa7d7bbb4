import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notBuilt, runAvtool } from './run-avtool.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-engines-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

interface Listed {
  readonly name: string;
  readonly version?: string;
  readonly unavailable?: string;
  readonly devices?: readonly { readonly name: string; readonly missing?: string }[];
}

/** Lists the engines with --json: one document on stdout. */
async function listed(environment: Readonly<Record<string, string>> = {}): Promise<Listed[]> {
  const { code, stdout } = await runAvtool(['engines:list', '--json'], folder, environment);
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { readonly result: { readonly engines: Listed[] } }).result.engines;
}

/** Makes Node find no package of that name, in every thread. @returns NODE_OPTIONS */
async function hiding(name: string): Promise<string> {
  const [hooks, script] = [join(folder, 'hooks.mjs'), join(folder, 'hide.mjs')];
  await writeFile(hooks, `export const resolve = (specifier, context, next) => { if (specifier === '${name}') throw new Error('${name} is hidden'); return next(specifier, context); };`);
  await writeFile(script, `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);`);
  return `--import ${pathToFileURL(script).href}`;
}

describe.skipIf(notBuilt)(`the engines of the built program${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  it('are listed with every device tried, in one document', async () => {
    const engines = await listed();
    const onnxruntime = engines.find(({ name }) => name === 'onnxruntime');
    expect(onnxruntime?.devices?.map(({ name }) => name)).toEqual(['cpu', 'cuda', 'tensorrt', 'webgpu', 'coreml', 'dml']);
    // No machine has both.
    expect(onnxruntime?.devices?.filter(({ name, missing }) => ['coreml', 'dml'].includes(name) && missing !== undefined).length).toBeGreaterThan(0);
    expect(engines.filter(({ version, unavailable }) => (version === undefined) === (unavailable === undefined))).toEqual([]);
  });

  it('fit 80 columns as a table', async () => {
    const { code, stdout } = await runAvtool(['engines:list'], folder);
    const wide = stdout.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '));
    expect([code, wide]).toEqual([0, []]);
  });

  it('compute with onnxruntime-web where onnxruntime-node cannot be loaded', async () => {
    const engines = await listed({ NODE_OPTIONS: await hiding('onnxruntime-node') });
    expect(engines.find(({ name }) => name === 'onnxruntime')).toMatchObject({ version: '1.30.0 (onnxruntime-web)', device: 'cpu', devices: [{ name: 'cpu' }] });
  });
});

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnxruntimeEngine } from '../../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { namedCalls } from '../../../src/app/plugin-calls.js';
import { failureOf } from '../../../src/contract/command/failure.js';
import { AvtoolError } from '../../../src/domain/errors.js';
import { gradients } from '../../../src/domain/graph/gradients.js';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { Scope } from '../../../src/domain/graph/leaves.js';
import { ForwardContext } from '../../../src/domain/layers/forward-context.js';
import type { Engine } from '../../../src/domain/ports/engine.js';
import { initialState } from '../../../src/domain/training/initialise.js';
import * as hostLayers from '../../../src/contract/layers.js';
import { aTask } from '../../builders/definitions.js';
import { notBuilt, runAvtool } from '../run-avtool.js';
import { buildContractPackage, importCopy } from './contract-package.js';
import { startNpmRegistry, type NpmRegistry } from './npm-registry.js';

const minutes = 60_000;
const example = fileURLToPath(new URL('../../../examples/avtool-plugin-mydata', import.meta.url));
let folder: string;
let contractPackage: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtool-third-party-'));
  contractPackage = await buildContractPackage(folder);
}, 3 * minutes);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A head with noise, a norm that keeps statistics, and a loss, built with this copy of the layers. */
function aHead(layers: typeof hostLayers, scope: Scope, context: ForwardContext) {
  const { batchNorm, crossEntropy, input, linear, relu } = layers;
  const x = context.dropout(input('x', [4, 6]), 0.5);
  const logits = linear(scope.child('head'), relu(batchNorm(scope.child('norm'), linear(scope.child('hidden'), x, 8), 1, context)), 3);
  return { logits, loss: crossEntropy(logits, input('labels', [4], 'int32')) };
}

/** One pass with gradients of the head on an engine of the host. */
async function computed(layers: typeof hostLayers, engine: Engine) {
  const scope = Scope.root();
  const context = ForwardContext.training();
  const { logits, loss } = aHead(layers, scope, context);
  const [gradient] = gradients(loss, [scope.tensors().get('head.weight') ?? loss]);
  if (gradient === undefined) throw new Error('the loss does not depend on the head');
  const graph = buildGraph({ logits, loss, gradient }, context.updates());
  const program = await engine.compile(graph, { initialState: initialState(graph.variables, seededRandom(5)) });
  const random = Object.fromEntries(context.randomInputs().map(({ name, tensor }) => [name, { dtype: 'float32' as const, shape: tensor.shape, data: Float32Array.from({ length: 24 }, (_, index) => (index * 7) % 24 / 24) }]));
  const outputs = await program.run({
    x: { dtype: 'float32', shape: [4, 6], data: Float32Array.from({ length: 24 }, (_, index) => Math.sin(index)) },
    labels: { dtype: 'int32', shape: [4], data: Int32Array.of(0, 1, 2, 1) },
    ...random,
  });
  const statistics = await program.readState();
  await program.dispose();
  return { outputs, statistics };
}

describe('a plugin’s own copy of the contract', () => {
  it('is another copy, whose messages to the user the host knows by their form', async () => {
    const { contract } = await importCopy(contractPackage);
    const error = new contract.AvtoolError({ code: 'MINE_EMPTY', message: 'The list is empty.', where: 'list.txt', fix: 'Fill it.', exitCode: 2 });
    expect(error).not.toBeInstanceOf(AvtoolError);
    expect(failureOf(error)).toMatchObject({ code: 'MINE_EMPTY', message: 'The list is empty.', where: 'list.txt', fix: 'Fill it.', exitCode: 2, bug: false });
  });

  it.each([
    ['reference', createReferenceEngine],
    ['onnxruntime', () => createOnnxruntimeEngine({ threads: 1 })],
  ])('builds graphs that the host differentiates and its engine %s runs, with the same numbers as the host’s own', async (_, create) => {
    const { layers } = await importCopy(contractPackage);
    expect(layers.linear).not.toBe(hostLayers.linear);
    const engine = create();
    try {
      expect(await computed(layers, engine)).toEqual(await computed(hostLayers, engine));
    } finally {
      await engine.dispose();
    }
  });

  it('says with plugin and function where shapes do not fit', async () => {
    const { layers } = await importCopy(contractPackage);
    const forward = () => ({ outputs: { sum: layers.add(layers.input('x', [2, 3]), layers.input('y', [4])) } });
    const { tasks = [] } = namedCalls({ contract: 1, name: 'mine', tasks: [aTask({ forward })] }, 'avtool-plugin-mine');
    const call = () => tasks[0].forward(Scope.root(), {}, { clips: 1, segments: 1, segmentSeconds: 1, classes: 1 }, ForwardContext.evaluation());
    expect(call).toThrow(expect.objectContaining({ code: 'PLUGIN_FAILED', message: expect.stringMatching(/^Plugin avtool-plugin-mine failed in tasks\.mine\.forward: Add\(float32\[2, 3\], float32\[4\]\): /) as string, cause: expect.objectContaining({ name: 'GraphError' }) as Error }) as Error);
  });
});

describe.skipIf(notBuilt)(`a plugin from a registry${notBuilt === undefined ? '' : ` (skipped: ${notBuilt})`}`, () => {
  let registry: NpmRegistry;
  let plugin: string;

  const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => runAvtool(args, folder, { ...registry.environment, ...environment });

  async function documentOf(args: readonly string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await run([...args, '--json']);
    expect([code, code === 0 ? '' : `${stdout}${stderr}`]).toEqual([0, '']);
    return (JSON.parse(stdout) as { result: Record<string, unknown> }).result;
  }

  beforeAll(async () => {
    registry = await startNpmRegistry(folder);
    plugin = join(folder, 'avtool-plugin-mydata');
    await cp(example, plugin, { recursive: true });
    await registry.npm(['publish', contractPackage], folder);
    await registry.npm(['publish', plugin], folder);
  }, 3 * minutes);

  afterAll(() => registry.close());

  it('shows what it would run and installs nothing where nobody can be asked', async () => {
    const { code, stdout, stderr } = await run(['plugins', 'install', 'avtool-plugin-mydata']);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^Plugin avtool-plugin-mydata 1\.0\.0 from avtool-plugin-mydata: \d+ kB, with 1 other package\.\n {2}runs while installing {2}nothing\n[^]*A plugin is code that runs with your rights: [^]*Error: Nothing was installed: nobody can be asked here\. {2}\[PLUGIN_CONSENT\]\n {2}fix {4}Add --yes when you trust the plugin\.\n$/);
    expect(await documentOf(['plugins'])).toMatchObject({ plugins: [] });
  }, minutes);

  it('is installed by its name, with its contract package and nothing else, in less than 2 MB', async () => {
    expect(await documentOf(['plugins:install', 'avtool-plugin-mydata', '--yes'])).toMatchObject({ name: 'avtool-plugin-mydata', version: '1.0.0', packages: 2, scripts: [], contents: { datasets: ['mydata'] }, fault: null });
    const modules = join(folder, 'data', 'avtool', 'node_modules');
    const entries = await readdir(modules, { recursive: true, withFileTypes: true });
    const packages = entries.filter(({ name }) => name === 'package.json').map(({ parentPath }) => parentPath.slice(modules.length + 1));
    expect(packages.sort()).toEqual(['@avtool/plugin', 'avtool-plugin-mydata']);
    const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_000_000);
  }, 2 * minutes);

  it('passes its own tests where it is installed', async () => {
    const installed = join(folder, 'data', 'avtool', 'node_modules', 'avtool-plugin-mydata');
    await cp(join(example, 'test'), join(installed, 'test'), { recursive: true });
    const { stdout } = await promisify(execFile)(process.execPath, ['--test', join(installed, 'test')], { env: { PATH: process.env.PATH } });
    expect(stdout).toMatch(/^# fail 0$/m);
  }, minutes);

  it('brings its data set to prepare, train and eval', async () => {
    await makeMydata(join(folder, 'mydata'));
    const places = ['--dataset', 'mydata', '--cache', 'cache'];
    expect(await documentOf(['ave:prepare', '--data', 'mydata', ...places])).toMatchObject({ states: { train: { ok: 2 }, val: { ok: 1 }, test: { ok: 1 } }, faults: [] });
    expect(await documentOf(['ave:train', ...places, '--run', 'run', '--size', 'scenes-tiny', '--epochs', '1', '--batch-size', '2', '--set', 'engine.threads=1'])).toMatchObject({ stopped: 'finished' });
    expect(await documentOf(['ave:eval', '--run', 'run'])).toMatchObject({ dataset: 'mydata', rendered: false, clips: { evaluated: 1, total: 1 } });
  }, 3 * minutes);

  it('is updated when the registry has a newer version, and then is the newest', async () => {
    const manifest = JSON.parse(await readFile(join(plugin, 'package.json'), 'utf8')) as object;
    await writeFile(join(plugin, 'package.json'), JSON.stringify({ ...manifest, version: '1.1.0' }));
    await registry.npm(['publish', plugin], folder);
    expect(await documentOf(['plugins:update', '--yes'])).toMatchObject({ updated: [{ name: 'avtool-plugin-mydata', before: '1.0.0', after: '1.1.0' }] });
    expect(await run(['plugins:update', 'avtool-plugin-mydata'])).toMatchObject({ code: 0, stdout: 'avtool-plugin-mydata: 1.1.0 is the newest\n' });
  }, 2 * minutes);

  it('is removed again, and avtool says then which plugin would bring the data set', async () => {
    expect(await run(['plugins', 'uninstall', 'avtool-plugin-mydata'])).toMatchObject({ code: 0, stdout: 'Removed avtool-plugin-mydata.\n' });
    const { code, stdout, stderr } = await run(['ave:train', '--dataset', 'mydata', '--cache', 'cache', '--run', 'second']);
    expect([code, stdout, stderr]).toEqual([3, '', 'Error: The data set mydata comes with the plugin avtool-plugin-mydata, which is not installed.  [PLUGIN_ABSENT]\n  fix    avtool plugins:install avtool-plugin-mydata\n']);
  }, minutes);

  it('that does not work is removed again, with its reason', async () => {
    const broken = join(folder, 'broken');
    await mkdir(broken);
    await writeFile(join(broken, 'package.json'), JSON.stringify({ name: 'avtool-plugin-broken', version: '1.0.0', type: 'module', avtool: { plugin: './plugin.js' } }));
    await writeFile(join(broken, 'plugin.js'), "throw new Error('no licence found');");
    const { code, stderr } = await run(['plugins:install', './broken', '--yes']);
    expect(code).toBe(3);
    expect(stderr).toContain('Error: Plugin avtool-plugin-broken 1.0.0 was removed again: it cannot be loaded: no licence found.  [PLUGIN_BROKEN]\n');
    expect(await documentOf(['plugins'])).toMatchObject({ plugins: [] });
  }, minutes);

  it('needs that registry to answer: the error names the host that was asked and the variable', async () => {
    const { code, stderr } = await run(['plugins:install', 'avtool-plugin-mydata', '--yes'], { AVTOOL_NPM_REGISTRY: 'http://127.0.0.1:9/' });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^Error: The registry 127\.0\.0\.1:9 does not answer \(ECONNREFUSED\)\. {2}\[PLUGIN_REGISTRY\]\n {2}where {2}http:\/\/127\.0\.0\.1:9\n {2}fix .*AVTOOL_NPM_REGISTRY=URL/);
  }, minutes);

  it('needs none as a tarball that holds its dependencies', async () => {
    const bundle = join(folder, 'bundle');
    await cp(example, bundle, { recursive: true });
    await cp(contractPackage, join(bundle, 'node_modules', '@avtool', 'plugin'), { recursive: true });
    const manifest = JSON.parse(await readFile(join(bundle, 'package.json'), 'utf8')) as object;
    await writeFile(join(bundle, 'package.json'), JSON.stringify({ ...manifest, version: '2.0.0', bundleDependencies: ['@avtool/plugin'] }));
    await registry.npm(['pack', '--ignore-scripts'], bundle);
    await rename(join(bundle, 'avtool-plugin-mydata-2.0.0.tgz'), join(folder, 'mydata.tgz'));
    const nowhere = { AVTOOL_NPM_REGISTRY: 'http://127.0.0.1:9/', npm_config_cache: join(folder, 'empty-cache') };
    const { code, stdout } = await run(['plugins:install', 'mydata.tgz', '--yes'], nowhere);
    // The tarball may go: a copy stays beside the plugins.
    await rm(join(folder, 'mydata.tgz'));
    expect([code, stdout]).toEqual([0, 'Installed avtool-plugin-mydata 2.0.0: data sets mydata.\nNext: avtool ave:prepare --dataset mydata --data FOLDER\n']);
  }, 2 * minutes);

  /** Four rendered clips with their events as the example's list has them. */
  async function makeMydata(target: string): Promise<void> {
    await documentOf(['scenes:render', '--data', 'scenes', '--seed', '3', '--clips', 'train=2', '--clips', 'val=1', '--clips', 'test=1']);
    const lines = (await readFile(join(folder, 'scenes', 'annotations.jsonl'), 'utf8')).trim().split('\n');
    const clips = lines.map((line) => JSON.parse(line) as { media: string; split: string; segments: string[] });
    const rows = clips.flatMap(({ media, split, segments }) => {
      const seconds = segments.flatMap((label, second) => (label === 'background' ? [] : [`${media}.mp4,${split},${label},${second},${second + 1}`]));
      return seconds.length > 0 ? seconds : [`${media}.mp4,${split},,,`];
    });
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'events.csv'), ['file,split,label,start,end', ...rows, ''].join('\n'));
    await rename(join(folder, 'scenes', 'clips'), join(target, 'videos'));
  }
});

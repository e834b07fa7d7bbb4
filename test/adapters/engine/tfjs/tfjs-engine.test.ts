import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTfjsEngine } from '../../../../src/adapters/engine/tfjs/tfjs-engine.js';
import { buildGraph } from '../../../../src/domain/graph/graph.js';
import { constantOf, input } from '../../../../src/domain/graph/leaves.js';
import { add, expand, gather, mul, reduceSum } from '../../../../src/domain/graph/operations.js';
import type { TensorValue } from '../../../../src/domain/graph/tensor.js';
import { runOnce } from '../../../suites/engine/run-once.js';
import { float, int } from '../../../suites/engine/values.js';

describe('the choice of a TensorFlow.js package', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-engines-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** An engines folder with a package of this source. */
  async function installed(name: string, source: string): Promise<string> {
    const enginesFolder = await mkdtemp(join(folder, 'engines-'));
    const packageFolder = join(enginesFolder, name, 'node_modules', '@tensorflow', name);
    await mkdir(packageFolder, { recursive: true });
    await writeFile(join(packageFolder, 'package.json'), JSON.stringify({ name: `@tensorflow/${name}`, version: '0.0.0', main: 'index.js' }));
    await writeFile(join(packageFolder, 'index.js'), source);
    return enginesFolder;
  }

  it('refuses a native package that is not installed, naming what installs it', async () => {
    const engine = createTfjsEngine({ binding: 'tfjs-node-gpu', enginesFolder: folder });
    await expect(engine.describe()).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE', exitCode: 3, message: expect.stringContaining('tfjs-node-gpu'), fix: 'avtool engines:install tfjs-node-gpu' });
    await expect(engine.compile(buildGraph({ y: add(input('x', []), 1) }), { initialState: new Map() })).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    await engine.dispose();
  });

  it('says why a native package that is installed cannot be loaded', async () => {
    const enginesFolder = await installed('tfjs-node', `throw new Error('tfjs_binding.node was not found\\nmore lines')`);
    const engine = createTfjsEngine({ binding: 'tfjs-node', enginesFolder });
    await expect(engine.describe()).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE', exitCode: 3, message: expect.stringMatching(/tfjs_binding\.node was not found$/) });
    await engine.dispose();
  });

  it('refuses the GPU package where TensorFlow finds no GPU instead of computing on the CPU', async () => {
    const enginesFolder = await installed('tfjs-node-gpu', `module.exports = { ready: async () => {}, enableProdMode() {}, version: {}, backend: () => ({ isUsingGpuDevice: false }) }`);
    const engine = createTfjsEngine({ binding: 'tfjs-node-gpu', enginesFolder });
    await expect(engine.describe()).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE', exitCode: 3, message: expect.stringContaining('no CUDA device') });
    await engine.dispose();
  });

  it('gives the native packages back the function of Node that newer versions no longer have', async () => {
    const source = `require('node:util').isNullOrUndefined(null); module.exports = { ready: async () => {}, enableProdMode() {}, version: { 'tfjs-node': '9.8.7' }, backend: () => ({ binding: { TF_Version: '2.0.0' } }) }`;
    const engine = createTfjsEngine({ binding: 'tfjs-node', enginesFolder: await installed('tfjs-node', source) });
    expect(await engine.describe()).toMatchObject({ name: 'tfjs-node', version: '9.8.7 (tfjs-node, TensorFlow 2.0.0)', device: 'cpu' });
    await engine.dispose();
  });

  it('takes the best package that can be loaded when none is named, and says which', async () => {
    const enginesFolder = await installed('tfjs-node-gpu', `throw new Error('no')`);
    const node = join(enginesFolder, 'tfjs-node', 'node_modules', '@tensorflow', 'tfjs-node');
    await mkdir(node, { recursive: true });
    await writeFile(join(node, 'index.js'), `throw new Error('no')`);
    const engine = createTfjsEngine({ binding: 'best', enginesFolder });
    expect(await engine.describe()).toMatchObject({ name: 'tfjs', device: 'cpu', version: expect.stringMatching(/^\d+\.\d+\.\d+ \(tfjs-backend-wasm\)$/) });
    await engine.dispose();
  });
});

describe.each(['wasm', 'cpu'] as const)('the engine tfjs-%s', (binding) => {
  const engine = createTfjsEngine({ binding });
  afterAll(() => engine.dispose());

  it('reports an index outside the operand, naming it, and goes on', async () => {
    const program = await engine.compile(buildGraph({ y: gather(input('x', [2]), input('indices', [1], 'int32'), 0) }), { initialState: new Map() });
    const at = (index: number): Record<string, TensorValue> => ({ x: float([1, 2]), indices: int([index]) });
    await expect(program.run(at(7))).rejects.toThrow(/7/);
    expect([...(await program.run(at(1))).y.data]).toEqual([2]);
    await program.dispose();
  });

  it('refuses an integer that 32 bits cannot hold instead of wrapping it round', async () => {
    const wide: TensorValue = { dtype: 'int32', shape: [2], data: Float64Array.of(1, 2 ** 31) };
    await expect(runOnce(engine, [wide], (x) => [add(x, 1)])).rejects.toThrow(/operand 0.*2147483648/);
    const graph = buildGraph({ y: add(input('x', [1], 'int32'), constantOf({ dtype: 'int32', shape: [1], data: Float64Array.of(0.5) })) });
    await expect(engine.compile(graph, { initialState: new Map() })).rejects.toThrow(/constant.*0\.5/);
  });

  it('takes over an input that is all of its buffer, and copies a view of a larger one', async () => {
    const program = await engine.compile(buildGraph({ y: add(input('x', [2]), input('z', [2])) }), { initialState: new Map() });
    const view = new Float32Array(8).fill(5).subarray(2, 4);
    const whole = Float32Array.of(1, 2);
    const { y } = await program.run({ x: { dtype: 'float32', shape: [2], data: view }, z: { dtype: 'float32', shape: [2], data: whole } });
    expect([...y.data]).toEqual([6, 7]);
    expect([...view]).toEqual([5, 5]);
    expect(whole.length).toBe(0);
    await program.dispose();
  });

  it('finishes open runs before it is disposed of, and refuses later ones', async () => {
    const other = createTfjsEngine({ binding });
    const program = await other.compile(buildGraph({ y: add(input('x', [1]), 1) }), { initialState: new Map() });
    const open = program.run({ x: float([1]) });
    await other.dispose();
    expect([...(await open).y.data]).toEqual([2]);
    await expect(program.run({ x: float([1]) })).rejects.toThrow(/disposed/);
    await program.dispose();
  });
});

describe('the engine tfjs-wasm', () => {
  it('refuses a graph that 4 GiB cannot hold, before anything is computed', async () => {
    const engine = createTfjsEngine({ binding: 'wasm' });
    const wide = mul(expand(input('x', []), [1024, 1024, 1024]), 2);
    await expect(engine.compile(buildGraph({ y: reduceSum(wide) }), { initialState: new Map() })).rejects.toMatchObject({ code: 'ENGINE_MEMORY', exitCode: 3, message: expect.stringContaining('4.0 GiB') });
    await engine.dispose();
  });
});

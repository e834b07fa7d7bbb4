import { existsSync } from 'node:fs';
import * as native from 'onnxruntime-node';
import * as wasm from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { lowerGraph } from '../../../../src/adapters/engine/onnxruntime/lower-graph.js';
import { openRuntime } from '../../../../src/adapters/engine/onnxruntime/open-runtime.js';
import { probeModel } from '../../../../src/adapters/engine/onnxruntime/probe-model.js';
import { providers } from '../../../../src/adapters/engine/onnxruntime/providers.js';
import { buildGraph } from '../../../../src/domain/graph/graph.js';
import { input } from '../../../../src/domain/graph/leaves.js';
import { add } from '../../../../src/domain/graph/operations.js';

const withoutNative = { native: () => Promise.reject(new Error('no binary for this platform')), wasm: () => Promise.resolve(wasm) };
const everything = { native: () => Promise.resolve(native), wasm: () => Promise.resolve(wasm) };
const silent = (line: string) => expect.fail(`a line nobody expects: ${line}`);
const here = `${process.platform}-${process.arch}`;

describe('openRuntime', () => {
  it('computes with onnxruntime-web where the native library cannot be loaded, and says so on one line', async () => {
    const notices: string[] = [];
    const opened = await openRuntime({ library: 'native', device: 'cpu', threads: 1, probe: probeModel() }, (line) => notices.push(line), withoutNative);
    expect(notices).toEqual(['onnxruntime-node cannot be loaded (no binary for this platform): onnxruntime-web 1.30.0 computes instead, about three times slower']);
    expect(opened).toMatchObject({ version: '1.30.0 (onnxruntime-web)', device: 'cpu' });

    const { Tensor, createSession } = opened.runtime;
    const session = await createSession(lowerGraph(buildGraph({ y: add(input('x', [2]), 1) })).model);
    const y = new Float32Array(2);
    await session.run({ 'input:x': new Tensor('float32', Float32Array.of(1, 2), [2]) }, { 'output:y': new Tensor('float32', y, [2]) });
    expect(y).toEqual(Float32Array.of(2, 3));
    await session.release();
  });

  it('refuses a GPU where only onnxruntime-web is left', async () => {
    await expect(openRuntime({ library: 'native', device: 'cuda', threads: 1, probe: probeModel() }, silent, withoutNative)).rejects.toMatchObject({
      code: 'ENGINE_DEVICE_UNAVAILABLE',
      exitCode: 3,
      message: 'the device cuda cannot be used here: onnxruntime-node cannot be loaded (no binary for this platform), and onnxruntime-web has the CPU only',
    });
  });

  it('refuses every device but the CPU for onnxruntime-web', async () => {
    await expect(openRuntime({ library: 'wasm', device: 'webgpu', threads: 1, probe: probeModel() }, silent, everything)).rejects.toMatchObject({ code: 'ENGINE_DEVICE_UNAVAILABLE', message: 'the device webgpu cannot be used here: it has the CPU only' });
  });

  it('says nothing about the CPU that was asked for', async () => {
    expect(await openRuntime({ library: 'native', device: 'cpu', threads: 1, probe: probeModel() }, silent, everything)).toMatchObject({ version: '1.30.0', device: 'cpu' });
  });

  it.each(['coreml', 'dml', 'cuda', 'tensorrt'] as const)('refuses %s by name on a platform that the package has it not for', async (device) => {
    const elsewhere = providers[device].platforms;
    if (elsewhere.includes(here)) return;
    await expect(openRuntime({ library: 'native', device, threads: 1, probe: probeModel() }, silent, everything)).rejects.toMatchObject({
      code: 'ENGINE_DEVICE_UNAVAILABLE',
      exitCode: 3,
      message: `the device ${device} cannot be used here: onnxruntime-node has it on ${elsewhere.join(', ')} only`,
      where: `onnxruntime-node 1.30.0 on ${here}`,
    });
  });

  it.runIf(here === 'linux-x64')('names the download and the libraries that CUDA needs, or takes it where it is installed', async () => {
    const opening = openRuntime({ library: 'native', device: 'cuda', threads: 1, probe: probeModel() }, silent, everything);
    const outcome = await opening.then(({ device }) => device, (error: unknown) => error);
    if (outcome === 'cuda') return;
    expect(outcome).toMatchObject({
      code: 'ENGINE_DEVICE_UNAVAILABLE',
      message: 'the device cuda cannot be used here: its library cannot be loaded',
      fix: expect.stringMatching(/^ONNXRUNTIME_NODE_INSTALL=cuda12 node .*onnxruntime-node\/script\/install\.js; CUDA 12 and cuDNN 9/) as string,
    });
  });

  it('says on one line what auto takes, and what it would have preferred and why not', async () => {
    const notices: string[] = [];
    const { device } = await openRuntime({ library: 'native', device: 'auto', threads: 1, probe: probeModel() }, (line) => notices.push(line), everything);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(new RegExp(`^onnxruntime on ${device}: `));
    if (here === 'linux-x64' && device === 'cpu' && !existsSync('/dev/dri')) expect(notices[0]).toBe('onnxruntime on cpu: no cuda (its library cannot be loaded), no webgpu (there is no GPU: none of /dev/dri, /dev/nvidia0, /dev/dxg)');
  });
});

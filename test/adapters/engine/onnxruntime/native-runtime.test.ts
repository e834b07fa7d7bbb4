import * as onnxruntime from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { lowerGraph } from '../../../../src/adapters/engine/onnxruntime/lower-graph.js';
import { missingDevice, nativeRuntime, type Machine, type NativeLibrary } from '../../../../src/adapters/engine/onnxruntime/native-runtime.js';
import { probeModel } from '../../../../src/adapters/engine/onnxruntime/probe-model.js';
import { buildGraph } from '../../../../src/domain/graph/graph.js';
import { input } from '../../../../src/domain/graph/leaves.js';
import { add } from '../../../../src/domain/graph/operations.js';

type Options = onnxruntime.InferenceSession.SessionOptions;

/** onnxruntime with a GPU that may lack some operators: sessions are made for the CPU, errors are onnxruntime's own. */
function aLibraryWithGpu({ lacksOperators }: { readonly lacksOperators: boolean }): { readonly library: NativeLibrary; readonly asked: Options[] } {
  const asked: Options[] = [];
  const create = (model: Uint8Array, options: Options) => {
    asked.push(options);
    const refusesCpu = JSON.stringify(options.extra).includes('"disable_cpu_ep_fallback":"1"');
    if (refusesCpu && lacksOperators) return Promise.reject(new Error('This session contains graph nodes that are assigned to the default CPU EP, but fallback to CPU EP has been explicitly disabled by the user.'));
    return onnxruntime.InferenceSession.create(model);
  };
  return { asked, library: { ...onnxruntime, InferenceSession: { create } as unknown as NativeLibrary['InferenceSession'] } };
}

const linux: Machine = { platform: 'linux-x64', exists: () => true };
const aModel = lowerGraph(buildGraph({ y: add(input('x', [2]), 1) })).model;

// As the engine does: what is missing comes as an exception, not in red on stderr.
beforeAll(() => {
  onnxruntime.env.logLevel = 'fatal';
});

describe('a device of onnxruntime-node', () => {
  it('is missing where the package has it for other platforms only, without a session being made', async () => {
    const { library, asked } = aLibraryWithGpu({ lacksOperators: false });
    expect(await missingDevice(library, 'coreml', probeModel(), linux)).toBe('onnxruntime-node has it on darwin-arm64 only');
    expect(asked).toEqual([]);
  });

  it('is missing on Linux where no file of a GPU is, without the library being asked', async () => {
    const { library, asked } = aLibraryWithGpu({ lacksOperators: false });
    expect(await missingDevice(library, 'webgpu', probeModel(), { platform: 'linux-x64', exists: () => false })).toBe('there is no GPU: none of /dev/dri, /dev/nvidia0, /dev/dxg');
    expect(asked).toEqual([]);
    expect(await missingDevice(library, 'webgpu', probeModel(), { platform: 'darwin-arm64', exists: () => false })).toBeUndefined();
  });

  it('is present when it takes a matrix product by itself', async () => {
    const { library, asked } = aLibraryWithGpu({ lacksOperators: false });
    expect(await missingDevice(library, 'cuda', probeModel(), linux)).toBeUndefined();
    expect(asked.map(({ executionProviders }) => executionProviders)).toEqual([['cuda']]);
  });

  it('is missing when it leaves the matrix product to the CPU', async () => {
    const { library } = aLibraryWithGpu({ lacksOperators: true });
    expect(await missingDevice(library, 'cuda', probeModel(), linux)).toBe('it does not take a matrix product');
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64').each([
    ['cuda', 'its library cannot be loaded'],
    ['tensorrt', 'its library cannot be loaded'],
    ['webgpu', 'it finds no adapter'],
  ] as const)('is missing when %s is tried and nothing of it is installed: %s', async (device, reason) => {
    const found = await missingDevice(onnxruntime, device, probeModel(), linux);
    // A machine with the device has nothing to say.
    expect([undefined, reason]).toContain(found);
  });
});

describe('the native runtime', () => {
  it('says once that the CPU computes what a device has not, and makes sessions with the device alone in the list', async () => {
    const { library, asked } = aLibraryWithGpu({ lacksOperators: true });
    const notices: string[] = [];
    const runtime = nativeRuntime(library, { device: 'cuda', threads: 1 }, (line) => notices.push(line));
    await (await runtime.createSession(aModel)).release();
    await (await runtime.createSession(aModel)).release();
    expect(notices).toEqual(['onnxruntime on cuda: operators that cuda has not are computed by the CPU']);
    expect(asked.map(({ executionProviders }) => executionProviders)).toEqual([['cuda'], ['cuda'], ['cuda']]);
  });

  it('says nothing where the device has every operator', async () => {
    const { library, asked } = aLibraryWithGpu({ lacksOperators: false });
    const runtime = nativeRuntime(library, { device: 'cuda', threads: 1 }, (line) => expect.fail(line));
    await (await runtime.createSession(aModel)).release();
    expect(asked).toHaveLength(1);
  });

  it('passes on every other error of a session', async () => {
    const runtime = nativeRuntime(onnxruntime, { device: 'coreml', threads: 1 }, (line) => expect.fail(line));
    await expect(runtime.createSession(Uint8Array.of(1, 2, 3))).rejects.toThrow();
  });
});

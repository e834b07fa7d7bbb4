import * as wasm from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { loadRuntime } from '../../../../src/adapters/engine/onnxruntime/load-runtime.js';

const missingNative = () => Promise.reject(new Error("Cannot find module '../bin/napi-v6/sunos/x64/onnxruntime_binding.node'\nRequire stack:"));
const missingWasm = () => Promise.reject(new Error("Cannot find package 'onnxruntime-web'"));

describe('loadRuntime', () => {
  it('takes onnxruntime-web where the native library cannot be loaded, with the reason', async () => {
    const loaded = await loadRuntime('native', { native: missingNative, wasm: () => Promise.resolve(wasm) });
    expect(loaded).toMatchObject({ kind: 'wasm', version: '1.30.0', nativeFault: "Cannot find module '../bin/napi-v6/sunos/x64/onnxruntime_binding.node'" });
  });

  it('names both packages, their faults and the repair where neither can be loaded', async () => {
    await expect(loadRuntime('native', { native: missingNative, wasm: missingWasm })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      exitCode: 3,
      where: `onnxruntime-node on ${process.platform}-${process.arch}: Cannot find module '../bin/napi-v6/sunos/x64/onnxruntime_binding.node'; onnxruntime-web: Cannot find package 'onnxruntime-web'`,
      fix: expect.stringContaining('npm ci') as string,
    });
  });

  it('does not load the native library for an engine that is asked for in wasm', async () => {
    const native = () => expect.fail('the native library was loaded');
    expect(await loadRuntime('wasm', { native, wasm: () => Promise.resolve(wasm) })).toMatchObject({ kind: 'wasm', version: '1.30.0' });
    await expect(loadRuntime('wasm', { native, wasm: missingWasm })).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE', where: "onnxruntime-web: Cannot find package 'onnxruntime-web'" });
  });
});

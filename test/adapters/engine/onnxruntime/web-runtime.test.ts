import * as wasm from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { webRuntime, type WebLibrary } from '../../../../src/adapters/engine/onnxruntime/web-runtime.js';

/** onnxruntime-web whose sessions fail like this when they run. */
function aLibraryThatThrows(message: string): WebLibrary {
  const session = { run: () => Promise.reject(new Error(message)), release: () => Promise.resolve() };
  return { ...wasm, InferenceSession: { create: () => Promise.resolve(session) } as unknown as WebLibrary['InferenceSession'] };
}

const run = async (library: WebLibrary) => (await webRuntime(library, 1).createSession(Uint8Array.of())).run({}, {});

describe('the wasm runtime', () => {
  it('says that the memory of wasm is full, and what to do', async () => {
    await expect(run(aLibraryThatThrows('failed to call OrtRun(). ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc'))).rejects.toMatchObject({
      code: 'ENGINE_MEMORY',
      exitCode: 1,
      fix: 'a smaller --batch-size, or the engine onnxruntime',
    });
  });

  it('passes on other errors as they are', async () => {
    await expect(run(aLibraryThatThrows('indices element out of data bounds'))).rejects.toThrow('indices element out of data bounds');
  });
});

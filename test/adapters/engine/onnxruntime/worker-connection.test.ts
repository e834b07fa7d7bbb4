import { describe, expect, it } from 'vitest';
import { loadRuntime } from '../../../../src/adapters/engine/onnxruntime/load-runtime.js';
import { WorkerConnection } from '../../../../src/adapters/engine/onnxruntime/worker-connection.js';
import type { AvtoolError } from '../../../../src/domain/errors.js';

/** A worker whose module is the given script. */
const connectTo = (script: string): WorkerConnection => new WorkerConnection(new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${script}`)}`));

describe('a connection to a worker', () => {
  it('rejects all open requests and later ones with the reason when the worker throws', async () => {
    const connection = connectTo(`parentPort.on('message', () => { throw new Error('out of luck'); });`);
    const open = await Promise.allSettled([connection.request('describe', {}), connection.request('release', { program: 0 })]);
    expect(open.map((result) => result.status === 'rejected' && String(result.reason))).toEqual([
      'Error: the onnxruntime worker failed: out of luck',
      'Error: the onnxruntime worker failed: out of luck',
    ]);
    await expect(connection.request('describe', {})).rejects.toThrow(/out of luck/);
    await connection.close();
  });

  it('rejects an open request with the exit code when the worker ends without an answer', async () => {
    const connection = connectTo(`parentPort.on('message', () => process.exit(7));`);
    await expect(connection.request('describe', {})).rejects.toThrow('ended with exit code 7');
    await connection.close();
  });

  it('rejects an open request when the module of the worker cannot be loaded', async () => {
    const connection = connectTo(`import 'node:no-such-module';`);
    await expect(connection.request('describe', {})).rejects.toThrow(/no-such-module/);
    await connection.close();
  });

  it('closes a worker that dies on being asked to', async () => {
    const connection = connectTo(`parentPort.on('message', () => process.exit(1));`);
    await connection.close();
    await connection.close();
    await expect(connection.request('describe', {})).rejects.toThrow(/disposed/);
  });

  it('hands on errors for users with code, fix and exit code', async () => {
    const details = { code: 'ENGINE_UNAVAILABLE', message: 'not there', fix: 'npm ci', exitCode: 3 };
    const connection = connectTo(`parentPort.on('message', ({ id }) => parentPort.postMessage({ id, ok: false, fault: { kind: 'user', details: ${JSON.stringify(details)} } }));`);
    await expect(connection.request('describe', {})).rejects.toMatchObject(details);
    await connection.close();
  });
});

describe('loadRuntime', () => {
  it('says what is missing and how to repair it where the native library cannot be loaded', async () => {
    const error: AvtoolError = await loadRuntime(() => Promise.reject(new Error("Cannot find module 'onnxruntime-node'\nRequire stack:"))).then(
      () => expect.fail('the library was loaded'),
      (cause: unknown) => cause as AvtoolError,
    );
    expect(error).toMatchObject({ code: 'ENGINE_UNAVAILABLE', exitCode: 3, message: "the onnxruntime engine cannot be loaded: Cannot find module 'onnxruntime-node'" });
    expect(error.fix).toContain('npm ci');
  });
});

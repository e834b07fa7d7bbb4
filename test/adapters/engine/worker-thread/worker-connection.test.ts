import { describe, expect, it } from 'vitest';
import { WorkerConnection } from '../../../../src/adapters/engine/worker-thread/worker-connection.js';

interface Requests {
  describe: { readonly request: Record<string, never>; readonly response: unknown };
  release: { readonly request: { readonly program: number }; readonly response: undefined };
  close: { readonly request: Record<string, never>; readonly response: undefined };
}

/** A worker whose module is the given script. */
const connectTo = (script: string): WorkerConnection<Requests> =>
  new WorkerConnection('imagined', new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${script}`)}`));

describe('a connection to a worker', () => {
  it('rejects all open requests and later ones with the reason when the worker throws', async () => {
    const connection = connectTo(`parentPort.on('message', () => { throw new Error('out of luck'); });`);
    const open = await Promise.allSettled([connection.request('describe', {}), connection.request('release', { program: 0 })]);
    expect(open.map((result) => result.status === 'rejected' && String(result.reason))).toEqual([
      'Error: the imagined worker failed: out of luck',
      'Error: the imagined worker failed: out of luck',
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

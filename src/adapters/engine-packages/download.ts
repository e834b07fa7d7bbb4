import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { FetchProgress } from '../../domain/ports/engine-packages.js';
import { systemCode, writeFault } from '../files/file-fault.js';
import { engineFault } from './engine-fault.js';

/** Answers of hosts; Node's own `fetch` outside tests. */
export type Fetch = (address: string, options: { method: 'GET' | 'HEAD'; signal: AbortSignal }) => Promise<Response>;

/**
 * Fetches one file. @param what for people, e.g. `TensorFlow's libraries`
 * @throws AvtoolError ENGINE_DOWNLOAD (exit 3) saying what was asked from where  @throws the signal's reason when aborted
 */
export async function download(what: string, address: string, path: string, fetch: Fetch, signal: AbortSignal, progress: FetchProgress): Promise<void> {
  const fault = (reason: string, cause?: unknown) =>
    engineFault('ENGINE_DOWNLOAD', 3, `${what} could not be fetched: ${reason}`, {
      where: address,
      fix: 'give a host that has the same files with --mirror URL, or libraries on this machine with --libtensorflow PATH',
      cause,
    });
  try {
    const response = await fetch(address, { method: 'GET', signal });
    if (!response.ok || response.body === null) throw fault(`the host answered ${response.status}`);
    const total = lengthOf(response);
    let received = 0;
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        received += chunk.length;
        progress(received, total);
        yield chunk;
      }
    };
    await pipeline(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), counted, createWriteStream(path, { flags: 'wx' }));
    if (total !== undefined && received !== total) throw fault(`it ended after ${received} of ${total} bytes`);
  } catch (error) {
    signal.throwIfAborted();
    if (systemCode(error) !== undefined) throw writeFault(error, path);
    if (error instanceof TypeError) throw fault(reasonOf(error), error);
    throw error;
  }
}

/** Size of a file without fetching it; undefined where the host does not say or cannot be reached. */
export async function remoteBytes(address: string, fetch: Fetch, signal: AbortSignal): Promise<number | undefined> {
  try {
    const response = await fetch(address, { method: 'HEAD', signal });
    return response.ok ? lengthOf(response) : undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function lengthOf(response: Response): number | undefined {
  const length = response.headers.get('content-length');
  // A host that compresses on the way says how much it sends, not how large the file is.
  return length === null || response.headers.has('content-encoding') ? undefined : Number(length);
}

/** `fetch` hides the reason (name not found, connection refused or closed) in its cause. */
function reasonOf(error: TypeError): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}

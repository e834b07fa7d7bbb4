import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { AvtoolError, isAvtoolError } from '../../../domain/errors.js';
import type { HubRequest } from '../../../domain/ports/weight-hub.js';
import { systemCode } from '../../files/file-fault.js';
import type { HubPlaces } from './hub-address.js';
import { httpGet, HttpRefusal, type HttpAnswer } from './http-get.js';
import type { Environment } from './proxy.js';

export interface ReceiveOptions {
  readonly environment: Environment;
  /** Before the second attempt; doubled after each. */
  readonly firstWaitMilliseconds?: number;
  readonly idleMilliseconds?: number;
}

const attempts = 6;
/** A host that wants more is told to the user. */
const longestWaitMilliseconds = 60_000;
const isBusy = (status: number): boolean => status === 429 || status === 408 || status >= 500;

/** An attempt that may go better the next time. */
class Unfinished extends Error {
  constructor(
    message: string,
    readonly waitMilliseconds?: number,
  ) {
    super(message);
  }
}

/**
 * Fills the incomplete file up to its end, going on where it ends as long as the host has the same file (If-Range).
 * @throws AvtoolError WEIGHTS_DOWNLOAD (exit 3) after a few attempts, or at once where another would not help
 */
export async function receive(address: URL, places: HubPlaces, request: HubRequest, { environment, firstWaitMilliseconds = 1000, idleMilliseconds = 60_000 }: ReceiveOptions): Promise<{ linkedSha256: string | undefined }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(address, places, request, environment, idleMilliseconds);
    } catch (error) {
      request.signal.throwIfAborted();
      if (isAvtoolError(error)) throw error;
      if (error instanceof HttpRefusal) throw downloadFault(address, error.message, error);
      // The disk's own codes are the caller's; those of the network come with an address or without a path.
      if (systemCode(error) !== undefined && error instanceof Error && 'path' in error) throw error;
      const reason = error instanceof Error ? error.message || (systemCode(error) ?? error.name) : String(error);
      if (attempt === attempts) throw downloadFault(address, `${reason}, ${attempts} times`, error);
      const pause = (error instanceof Unfinished ? error.waitMilliseconds : undefined) ?? firstWaitMilliseconds * 2 ** (attempt - 1);
      if (pause > longestWaitMilliseconds) throw downloadFault(address, `${reason}; the host asks to come back in ${Math.ceil(pause / 1000)} seconds`, error);
      await wait(pause, undefined, { signal: request.signal });
    }
  }
}

async function attemptOnce(address: URL, places: HubPlaces, request: HubRequest, environment: Environment, idleMilliseconds: number): Promise<{ linkedSha256: string | undefined }> {
  const file = await open(places.incomplete, 'a');
  try {
    const validator = await knownValidator(places, address);
    if (validator === undefined) await file.truncate(0);
    let begin = (await file.stat()).size;
    const answer = await httpGet(address, { headers: begin > 0 && validator !== undefined ? { range: `bytes=${begin}-`, 'if-range': validator } : {}, environment, signal: request.signal, idleMilliseconds });
    try {
      if (answer.status === 416 && begin > 0) {
        // All of it is here; else the host has another file now.
        if (answer.message.headers['content-range'] === `bytes */${begin}`) return { linkedSha256: undefined };
        await file.truncate(0);
        throw new Unfinished('the host has another file now');
      }
      refuse(address, answer);
      // The whole file again: another version, or a host without ranges.
      if (answer.status === 200 && begin > 0) await file.truncate((begin = 0));
      const total = totalOf(answer, begin);
      await writeFile(places.incompleteRecord, JSON.stringify({ address: address.href, validator: validatorOf(answer) }));
      for await (const chunk of answer.message as AsyncIterable<Uint8Array>) {
        if (begin === 0) await refusePage(address, chunk, places);
        await file.writeFile(chunk);
        begin += chunk.length;
        request.progress(begin, total);
      }
      if (total !== undefined && begin !== total) throw new Unfinished(`it ended after ${begin} of ${total} bytes`);
      await file.sync();
    } finally {
      answer.message.destroy();
    }
    const { linkedEtag } = answer;
    return { linkedSha256: linkedEtag !== undefined && /^[0-9a-f]{64}$/.test(linkedEtag) ? linkedEtag : undefined };
  } finally {
    await file.close();
  }
}

/** What the host called the file of which a part is here; undefined where nothing says that it is the same. */
async function knownValidator({ incompleteRecord }: HubPlaces, address: URL): Promise<string | undefined> {
  try {
    const known: unknown = JSON.parse(await readFile(incompleteRecord, 'utf8'));
    if (typeof known === 'object' && known !== null && 'address' in known && known.address === address.href && 'validator' in known && typeof known.validator === 'string') return known.validator;
  } catch (error) {
    if (systemCode(error) === undefined && !(error instanceof SyntaxError)) throw error;
  }
  return undefined;
}

/** A strong entity tag, else the date (RFC 9110 §13.1.5). */
function validatorOf({ message: { headers } }: HttpAnswer): string | undefined {
  return headers.etag !== undefined && !headers.etag.startsWith('W/') ? headers.etag : headers['last-modified'];
}

/** Bytes of the whole file, where the host says it. @throws Unfinished for a part that does not join */
function totalOf({ status, message: { headers } }: HttpAnswer, begin: number): number | undefined {
  if (status !== 206) return headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '');
  if (range === null || Number(range[1]) !== begin) throw new Unfinished(`the host sent another part than asked for (${headers['content-range'] ?? 'none said'})`);
  return Number(range[2]);
}

function refuse(address: URL, { status, message: { headers } }: HttpAnswer): void {
  if (isBusy(status)) throw new Unfinished(`the host answered ${status}`, retryAfter(headers['retry-after']));
  if (status === 404 || status === 410) throw downloadFault(address, `the host answered ${status}: there is no such file`);
  if (status === 401 || status === 403) throw downloadFault(address, `the host answered ${status}: it does not give this file without signing in`);
  if (status !== 200 && status !== 206) throw downloadFault(address, `the host answered ${status}`);
  if (headers['content-type']?.startsWith('text/html') === true) throw pageFault(address);
}

/** Seconds or a date; undefined where it says neither. */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

async function refusePage(address: URL, start: Uint8Array, { incomplete }: HubPlaces): Promise<void> {
  if (!/^\s*<(?:!doctype|html)/i.test(new TextDecoder().decode(start.subarray(0, 64)))) return;
  await rm(incomplete, { force: true });
  throw pageFault(address);
}

const pageFault = (address: URL): AvtoolError => downloadFault(address, 'the host sent an HTML page instead of weights');

const downloadFault = (address: URL, reason: string, cause?: unknown): AvtoolError =>
  new AvtoolError({
    code: 'WEIGHTS_DOWNLOAD',
    message: `the weights could not be fetched: ${reason}`,
    where: `${address.origin}${address.pathname}`,
    fix: 'give the command again: it goes on where this one ended; another host with the same files: --mirror URL',
    exitCode: 3,
    cause,
  });

import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpHub } from '../../../../src/adapters/weights/hub/http-hub.js';
import { AvtoolError } from '../../../../src/domain/errors.js';
import type { HubRequest } from '../../../../src/domain/ports/weight-hub.js';
import { temporaryFolder } from '../../files/temporary-folder.js';

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 251));
const sha256 = createHash('sha256').update(content).digest('hex');
const quick = { firstWaitMilliseconds: 1, idleMilliseconds: 2000 };
type Answer = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A host on the loop-back address. @returns its address and the requests that came */
async function aHost(answer: Answer): Promise<{ origin: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => answer(request, response, requests.push(request)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** A host that keeps to RFC 9110's ranges. */
const serve: Answer = (request, response) => {
  const begin = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  if (begin === undefined || request.headers['if-range'] !== '"v1"') response.writeHead(200, { etag: '"v1"', 'content-length': content.length }).end(content);
  else response.writeHead(206, { etag: '"v1"', 'content-range': `bytes ${begin}-${content.length - 1}/${content.length}`, 'content-length': content.length - Number(begin) }).end(content.subarray(Number(begin)));
};

/** Sends the first bytes of the file and closes the connection. */
const breakOff = (response: ServerResponse, bytes: number, etag = '"v1"'): void => {
  response.writeHead(200, { etag, 'content-length': content.length });
  response.write(content.subarray(0, bytes), () => response.destroy());
};

async function aRequest(url: string, given: Partial<HubRequest> = {}): Promise<HubRequest> {
  return { url, folder: await temporaryFolder(), signal: new AbortController().signal, progress: () => undefined, check: () => Promise.resolve(), ...given };
}

const filesBelow = async (folder: string): Promise<string[]> => (await readdir(folder, { recursive: true, withFileTypes: true })).flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();

describe('fetching published weights', () => {
  it('gives the file under its name with its checksum, and asks nobody the next time', async () => {
    const { origin, requests } = await aHost(serve);
    const request = await aRequest(`${origin}/models/w.pt`, { sha256 });
    const file = await createHttpHub({}, quick).fetch(request);
    expect(file).toMatchObject({ bytes: content.length, sha256, cached: false });
    expect((await readFile(file.path)).equals(content)).toBe(true);
    expect(await createHttpHub({}, quick).fetch(request)).toEqual({ ...file, cached: true });
    expect(requests).toHaveLength(1);
    expect(await filesBelow(request.folder)).toEqual(['w.pt', 'w.pt.json']);
  });

  it('goes on where the connection broke off, to the same bytes', async () => {
    const { origin, requests } = await aHost((request, response, attempt) => (attempt === 1 ? breakOff(response, 100_000) : serve(request, response, attempt)));
    const file = await createHttpHub({}, quick).fetch(await aRequest(`${origin}/w.pt`));
    expect(file.sha256).toBe(sha256);
    expect(requests[1].headers).toMatchObject({ 'if-range': '"v1"', range: expect.stringMatching(/^bytes=[1-9]\d*-$/) });
  });

  it('goes on in a later command', async () => {
    const { origin, requests } = await aHost((request, response, attempt) => (attempt <= 6 ? breakOff(response, attempt === 1 ? 50_000 : 0) : serve(request, response, attempt)));
    const request = await aRequest(`${origin}/w.pt`);
    await expect(createHttpHub({}, quick).fetch(request)).rejects.toMatchObject({ code: 'WEIGHTS_DOWNLOAD', exitCode: 3, message: expect.stringContaining('6 times') });
    expect(await filesBelow(request.folder)).toEqual(['w.pt.incomplete', 'w.pt.incomplete.json']);
    expect((await createHttpHub({}, quick).fetch(request)).sha256).toBe(sha256);
    expect(requests).toHaveLength(7);
  });

  it('begins again when the host has another version than the part that is here', async () => {
    const { origin } = await aHost((request, response, attempt) => (attempt === 1 ? breakOff(response, 100_000, '"v0"') : serve(request, response, attempt)));
    expect((await createHttpHub({}, quick).fetch(await aRequest(`${origin}/w.pt`))).sha256).toBe(sha256);
  });

  it('begins again when the host answers with another part than asked for', async () => {
    const { origin } = await aHost((request, response, attempt) => {
      if (attempt === 1) breakOff(response, 100_000);
      else if (attempt === 2) response.writeHead(206, { etag: '"v1"', 'content-range': `bytes 5-9/${content.length}`, 'content-length': 5 }).end('wrong');
      else serve(request, response, attempt);
    });
    expect((await createHttpHub({}, quick).fetch(await aRequest(`${origin}/w.pt`))).sha256).toBe(sha256);
  });

  it('refuses a length that stays a lie, keeping what came under the incomplete name', async () => {
    const { origin } = await aHost((_, response) => {
      response.writeHead(200, { etag: '"v1"', 'content-length': content.length + 10 });
      response.write(content, () => response.destroy());
    });
    const request = await aRequest(`${origin}/w.pt`);
    await expect(createHttpHub({}, quick).fetch(request)).rejects.toMatchObject({ code: 'WEIGHTS_DOWNLOAD', where: `${origin}/w.pt` });
    expect(await filesBelow(request.folder)).not.toContain('w.pt');
  });

  it('refuses a file that is shorter than published by its checksum, and removes it', async () => {
    const { origin } = await aHost((_, response) => void response.writeHead(200, { 'content-length': 1000 }).end(content.subarray(0, 1000)));
    const request = await aRequest(`${origin}/w.pt`, { sha256 });
    await expect(createHttpHub({}, quick).fetch(request)).rejects.toMatchObject({ code: 'WEIGHTS_CHECKSUM', exitCode: 3, message: expect.stringContaining(sha256) });
    expect(await filesBelow(request.folder)).toEqual(['w.pt.incomplete.json']);
  });

  it('checks against the checksum that a hub says while it redirects', async () => {
    const { origin } = await aHost((request, response, attempt) => {
      if (request.url === '/resolve/w.pt') response.writeHead(302, { location: '/store', 'x-linked-etag': `"${'0'.repeat(64)}"` }).end();
      else serve(request, response, attempt);
    });
    await expect(createHttpHub({}, quick).fetch(await aRequest(`${origin}/resolve/w.pt`))).rejects.toMatchObject({ code: 'WEIGHTS_CHECKSUM' });
  });

  it.each([
    [404, 'there is no such file'],
    [401, 'without signing in'],
    [418, 'the host answered 418'],
  ])('does not ask again after %i', async (status, message) => {
    const { origin, requests } = await aHost((_, response) => void response.writeHead(status).end());
    await expect(createHttpHub({}, quick).fetch(await aRequest(`${origin}/w.pt`))).rejects.toMatchObject({ code: 'WEIGHTS_DOWNLOAD', exitCode: 3, message: expect.stringContaining(message) });
    expect(requests).toHaveLength(1);
  });

  it.each([429, 503])('asks again after %i when the host says', async (status) => {
    const { origin, requests } = await aHost((request, response, attempt) => (attempt < 3 ? void response.writeHead(status, { 'retry-after': '0' }).end() : serve(request, response, attempt)));
    expect((await createHttpHub({}, quick).fetch(await aRequest(`${origin}/w.pt`))).sha256).toBe(sha256);
    expect(requests).toHaveLength(3);
  });

  it('says how long a host wants it to wait where that is long', async () => {
    const { origin } = await aHost((_, response) => void response.writeHead(429, { 'retry-after': '3600' }).end());
    await expect(createHttpHub({}, quick).fetch(await aRequest(`${origin}/w.pt`))).rejects.toMatchObject({ message: expect.stringContaining('asks to come back in 3600 seconds') });
  });

  it.each([
    ['by its type', { 'content-type': 'text/html; charset=utf-8' }],
    ['by its first bytes', { 'content-type': 'application/octet-stream' }],
  ])('refuses an HTML page %s', async (_name, headers) => {
    const { origin } = await aHost((_, response) => void response.writeHead(200, headers).end('<!DOCTYPE html><html>quota exceeded</html>'));
    const request = await aRequest(`${origin}/w.pt`);
    await expect(createHttpHub({}, quick).fetch(request)).rejects.toMatchObject({ code: 'WEIGHTS_DOWNLOAD', message: expect.stringContaining('an HTML page instead of weights') });
    expect(await filesBelow(request.folder)).not.toContain('w.pt');
  });

  it('removes a file that the check refuses', async () => {
    const { origin } = await aHost(serve);
    const refusal = new AvtoolError({ code: 'WEIGHTS_DAMAGED', message: 'no weights', exitCode: 2 });
    const request = await aRequest(`${origin}/w.pt`, { check: () => Promise.reject(refusal) });
    await expect(createHttpHub({}, quick).fetch(request)).rejects.toBe(refusal);
    expect(await filesBelow(request.folder)).toEqual(['w.pt.incomplete.json']);
  });

  it('fetches anew what lost bytes since it came', async () => {
    const { origin, requests } = await aHost(serve);
    const request = await aRequest(`${origin}/w.pt`);
    const { path } = await createHttpHub({}, quick).fetch(request);
    await writeFile(path, 'short');
    expect((await createHttpHub({}, quick).fetch(request)).cached).toBe(false);
    expect((await stat(path)).size).toBe(content.length);
    expect(requests).toHaveLength(2);
  });

  it('asks a mirror with the same path, and HF_ENDPOINT for files of the public hub', async () => {
    const { origin, requests } = await aHost(serve);
    await createHttpHub({}, quick).fetch(await aRequest('https://example.invalid/models/a.pt', { mirror: `${origin}/copy/` }));
    await createHttpHub({ HF_ENDPOINT: origin }, quick).fetch(await aRequest('https://huggingface.co/u/m/resolve/main/b.bin'));
    expect(requests.map(({ url }) => url)).toEqual(['/copy/models/a.pt', '/u/m/resolve/main/b.bin']);
  });

  it('goes through the proxy that the environment names, but not for hosts that NO_PROXY lists', async () => {
    const proxy = await aHost(serve);
    const { origin, requests } = await aHost(serve);
    const environment = { http_proxy: proxy.origin.replace('http://', 'http://user:secret@'), NO_PROXY: '127.0.0.1' };
    await createHttpHub(environment, quick).fetch(await aRequest('http://published.invalid/w.pt'));
    await createHttpHub(environment, quick).fetch(await aRequest(`${origin}/w.pt`));
    expect(proxy.requests.map(({ url, headers }) => [url, headers.host, headers['proxy-authorization']])).toEqual([['http://published.invalid/w.pt', 'published.invalid', 'Basic dXNlcjpzZWNyZXQ=']]);
    expect(requests).toHaveLength(1);
  });

  it('refuses a kind of proxy that it cannot use, and an address that is none', async () => {
    await expect(createHttpHub({ ALL_PROXY: 'socks5://localhost:1080' }, quick).fetch(await aRequest('http://published.invalid/w.pt'))).rejects.toMatchObject({ code: 'PROXY_KIND' });
    await expect(createHttpHub({}, quick).fetch(await aRequest('ftp://published.invalid/w.pt'))).rejects.toMatchObject({ code: 'URL_SYNTAX' });
  });

  it('stops when it is told to, and keeps what came', async () => {
    const controller = new AbortController();
    const { origin } = await aHost((_, response) => {
      response.writeHead(200, { etag: '"v1"', 'content-length': content.length });
      response.write(content.subarray(0, 10));
    });
    const request = await aRequest(`${origin}/w.pt`, { signal: controller.signal, progress: () => controller.abort(new Error('stopped by the test')) });
    await expect(createHttpHub({}, quick).fetch(request)).rejects.toThrow('stopped by the test');
    expect(await filesBelow(request.folder)).toEqual(['w.pt.incomplete', 'w.pt.incomplete.json']);
  });

  it('keeps files of one name from two addresses apart', async () => {
    const { origin } = await aHost(serve);
    const request = await aRequest(`${origin}/a/w.pt`);
    const [one, two] = [await createHttpHub({}, quick).fetch(request), await createHttpHub({}, quick).fetch({ ...request, url: `${origin}/b/w.pt` })];
    expect(dirname(one.path)).not.toBe(dirname(two.path));
    expect(await createHttpHub({}, quick).cached({ url: `${origin}/c/w.pt`, folder: join(request.folder) })).toBeUndefined();
  });
});

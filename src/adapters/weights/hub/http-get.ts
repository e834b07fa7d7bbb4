import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as tlsConnect, type TLSSocket } from 'node:tls';
import { proxyFor, proxyAuthorization, type Environment } from './proxy.js';

export interface HttpAnswer {
  readonly status: number;
  readonly message: IncomingMessage;
  /** Checksum of the file that a hub says while it redirects to its store. */
  readonly linkedEtag: string | undefined;
}

export interface HttpOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Ends a connection on which nothing happens. */
  readonly idleMilliseconds: number;
}

const mostRedirects = 5;
const redirects = [301, 302, 303, 307, 308];

/** Sends a GET through the proxy that the environment names, if any, following redirects. @throws Error of the network; HttpRefusal for what is not followed */
export async function httpGet(address: URL, options: HttpOptions): Promise<HttpAnswer> {
  let linkedEtag: string | undefined;
  for (let url = address, hop = 0; hop <= mostRedirects; hop++) {
    const message = await send(url, options);
    const status = message.statusCode ?? 0;
    const linked = message.headers['x-linked-etag'];
    if (typeof linked === 'string') linkedEtag = linked.replaceAll('"', '');
    if (!redirects.includes(status) || message.headers.location === undefined) return { status, message, linkedEtag };
    message.resume();
    const next = new URL(message.headers.location, url);
    if (next.protocol !== 'https:' && (url.protocol === 'https:' || next.protocol !== 'http:')) throw new HttpRefusal(`it leads from ${url.protocol} to ${next.protocol}//${next.host}`);
    url = next;
  }
  throw new HttpRefusal(`it leads on more than ${mostRedirects} times`);
}

/** An answer that asking again does not change. */
export class HttpRefusal extends Error {}

async function send(url: URL, { headers, environment, signal, idleMilliseconds }: HttpOptions): Promise<IncomingMessage> {
  const proxy = proxyFor(url, environment);
  // Compression on the way would change the bytes that a range counts.
  const common: RequestOptions = { method: 'GET', headers: { 'user-agent': 'avtool', 'accept-encoding': 'identity', ...headers }, signal, timeout: idleMilliseconds };
  if (proxy === undefined) return answerOf((url.protocol === 'https:' ? httpsRequest : httpRequest)(url, common));
  if (url.protocol === 'http:') {
    return answerOf(httpRequest({ ...common, host: proxy.hostname, port: proxy.port || 80, path: url.href, headers: { ...common.headers, host: url.host, ...proxyAuthorization(proxy) } }));
  }
  const socket = await tunnel(url, proxy, signal, idleMilliseconds);
  return answerOf(httpsRequest(url, { ...common, agent: false, createConnection: () => socket }));
}

function answerOf(request: ReturnType<typeof httpRequest>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
    request.once('timeout', () => request.destroy(new Error('nothing came for a long time')));
    request.end();
  });
}

/** A TLS connection through a proxy (RFC 9110 §9.3.6). */
function tunnel(url: URL, proxy: URL, signal: AbortSignal, timeout: number): Promise<TLSSocket> {
  const target = `${url.hostname}:${url.port || 443}`;
  return new Promise((resolve, reject) => {
    const request = httpRequest({ method: 'CONNECT', host: proxy.hostname, port: proxy.port || 80, path: target, headers: { host: target, ...proxyAuthorization(proxy) }, signal, timeout });
    request.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) resolve(tlsConnect({ socket, servername: url.hostname }));
      else {
        socket.destroy();
        reject(new HttpRefusal(`the proxy ${proxy.host} answered ${statusCode}`));
      }
    });
    request.once('timeout', () => request.destroy(new Error(`the proxy ${proxy.host} does not answer`)));
    request.once('error', reject);
    request.end();
  });
}

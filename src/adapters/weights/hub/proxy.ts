import { AvtoolError } from '../../../domain/errors.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address by the usual names (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, in either case); none for hosts that NO_PROXY lists.
 * @throws AvtoolError PROXY_KIND for one that is not reached over http
 */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const value = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? '';
  const named = value(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || value('ALL_PROXY');
  if (named === '' || isExempt(url, value('NO_PROXY'))) return undefined;
  const address = named.includes('://') ? named : `http://${named}`;
  if (!URL.canParse(address) || new URL(address).protocol !== 'http:') {
    throw new AvtoolError({ code: 'PROXY_KIND', message: 'the proxy in the environment is not one that is reached over http://', fix: 'name an http:// proxy; SOCKS, https:// proxies and automatic configuration are not supported', exitCode: 2 });
  }
  return new URL(address);
}

export function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  return { 'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}` };
}

/** A host, a domain with everything below it, `*`, each with or without a port. */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [host, only] = entry.toLowerCase().split(':');
    if (host === '' || (only !== undefined && only !== (port || (protocol === 'https:' ? '443' : '80')))) return false;
    const domain = host.replace(/^\*?\./, '');
    return hostname === domain || hostname.endsWith(`.${domain}`);
  });
}

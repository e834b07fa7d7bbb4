import { AvtoolError } from '../../../contract/index.js';

export interface FailedNpm {
  readonly document: unknown;
  readonly stderr: string;
  readonly registry: string;
  readonly purpose: string;
  readonly timedOut: boolean;
}

const noAnswer = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|EIDLETIMEOUT|E5\d\d)$/;

/** A failed run of npm as what happened, where, and what to do. */
export function npmFault({ document, stderr, registry, purpose, timedOut }: FailedNpm): AvtoolError {
  const { code, summary } = errorIn(document);
  const host = hostOf(registry);
  if (timedOut || noAnswer.test(code)) {
    return new AvtoolError({
      code: 'PLUGIN_REGISTRY',
      message: `The registry ${host} does not answer (${timedOut ? 'it took too long' : code}).`,
      where: registry,
      fix: 'Check the network, or name another registry: AVTOOL_NPM_REGISTRY=URL. A tarball needs none when its dependencies are bundled: avtool plugins:install FILE.tgz',
      exitCode: 3,
    });
  }
  if (code === 'E404' || code === 'ETARGET') {
    return new AvtoolError({ code: 'PLUGIN_UNKNOWN', message: `The registry ${host} has no such package or version: ${firstLine(summary)}.`, where: registry, fix: 'Check the name, or name another registry: AVTOOL_NPM_REGISTRY=URL', exitCode: 3 });
  }
  const reason = firstLine(summary || lastLine(stderr)) || 'npm ended without saying why';
  return new AvtoolError({ code: 'PLUGIN_NPM', message: `npm could not ${purpose}: ${reason}${code === '' ? '' : ` (${code})`}.`, exitCode: 1 });
}

/** The registry that the failed request went to, when npm says it. */
export function registryOf(document: unknown): string | undefined {
  return /https?:\/\/[^/\s"']+/.exec(errorIn(document).summary)?.[0];
}

function errorIn(document: unknown): { readonly code: string; readonly summary: string } {
  const error: unknown = typeof document === 'object' && document !== null && 'error' in document ? document.error : undefined;
  const text = (key: string): string => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: text('code'), summary: text('summary') };
}

const hostOf = (registry: string): string => (URL.canParse(registry) ? new URL(registry).host : registry);
const firstLine = (text: string): string => text.trim().split('\n')[0].replace(/\.$/, '');
const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

import type { Json } from './ports/run-store.js';

const shownInstead = '***';
const secretWords: ReadonlySet<string> = new Set(['token', 'password', 'passwd', 'passphrase', 'secret', 'secrets', 'credential', 'credentials', 'apikey']);
const secretPairs: ReadonlySet<string> = new Set(['api key', 'access key', 'private key', 'secret key']);

/** Whether a key or an environment name (`hub.apiKey`, `AVTOOL_HUB_TOKEN`) is called like something that must not be shown. */
export function isSecretName(name: string): boolean {
  return name.split(/__|\./).some((part) => {
    const words = part.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().split(/[\s_-]+/);
    return secretWords.has(words.at(-1) ?? '') || secretPairs.has(words.slice(-2).join(' '));
  });
}

/** The value as it may be printed or stored: texts under a name that calls for it are hidden, also inside of objects and lists. Numbers and switches tell nothing. */
export function withoutSecrets(name: string, value: Json): Json {
  const secret = isSecretName(name);
  if (typeof value === 'string') return secret ? shownInstead : value;
  if (typeof value !== 'object' || value === null) return value;
  const inner = (key: string) => (secret ? name : key);
  if (Array.isArray(value)) return value.map((part: Json) => withoutSecrets(inner(''), part));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutSecrets(inner(key), part)]));
}

import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { AvtoolError } from '../../../domain/errors.js';
import type { Environment } from './proxy.js';

const publicHub = 'https://huggingface.co';

/** Where a file is asked for: a mirror the user names, else the hub that HF_ENDPOINT names for files of the public one. @throws AvtoolError URL_SYNTAX */
export function addressOf(url: string, mirror: string | undefined, environment: Environment): URL {
  const published = parsed(url);
  const instead = mirror ?? (published.origin === publicHub && (environment.HF_ENDPOINT ?? '') !== '' ? environment.HF_ENDPOINT : undefined);
  return instead === undefined ? published : parsed(`${instead.replace(/\/+$/, '')}${published.pathname}${published.search}`);
}

function parsed(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) throw new AvtoolError({ code: 'URL_SYNTAX', message: 'an address starts with https:// or http://', where: text, exitCode: 2 });
  return url;
}

/** Places of one file. */
export interface HubPlaces {
  readonly folder: string;
  readonly file: string;
  /** What is known of it: address, checksum, size. */
  readonly record: string;
  readonly incomplete: string;
  readonly incompleteRecord: string;
}

/** One folder for each published address, so that files of one name do not meet. */
export function placesOf(folder: string, url: string): HubPlaces {
  const own = join(folder, createHash('sha256').update(url).digest('hex').slice(0, 16));
  const name = basename(decodeURIComponent(parsed(url).pathname)).replace(/[^\w.-]/g, '_').replace(/^\.+/, '') || 'weights';
  const file = join(own, name);
  return { folder: own, file, record: `${file}.json`, incomplete: `${file}.incomplete`, incompleteRecord: `${file}.incomplete.json` };
}

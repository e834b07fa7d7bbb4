import { createHash } from 'node:crypto';

const readableLength = 40;

/**
 * The name of a clip inside a shard: safe in every file system, without a dot (WebDataset cuts keys at the first one), never starting with `-`,
 * and another one for every id, also where names differ only in upper and lower case.
 */
export function clipKey(id: string): string {
  const readable = id.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^-/, '_').slice(0, readableLength);
  return `${readable}-${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { AvtoolError } from '../../../domain/errors.js';
import type { HubFile, HubRequest, WeightHub } from '../../../domain/ports/weight-hub.js';
import { systemCode, writeFault } from '../../files/file-fault.js';
import { lockFolder } from '../../files/folder-lock.js';
import { addressOf, placesOf, type HubPlaces } from './hub-address.js';
import type { Environment } from './proxy.js';
import { receive, type ReceiveOptions } from './receive.js';

const record = z.object({ url: z.string(), bytes: z.number(), sha256: z.string() });

/** Fetches over HTTP; a cached file is used without asking anybody. @param waits of tests are shorter */
export function createHttpHub(environment: Environment, waits: Partial<ReceiveOptions> = {}): WeightHub {
  const cached = async ({ url, folder }: Pick<HubRequest, 'url' | 'folder'>): Promise<HubFile | undefined> => {
    const { file, record: recordPath } = placesOf(folder, url);
    const [known, size] = [await readRecord(recordPath), await sizeOf(file)];
    return known !== undefined && known.bytes === size ? { path: file, bytes: size, sha256: known.sha256, cached: true } : undefined;
  };
  return {
    cached,
    async fetch(request) {
      const here = await cached(request);
      if (here !== undefined && (request.sha256 === undefined || request.sha256 === here.sha256)) return here;
      const places = placesOf(request.folder, request.url);
      const address = addressOf(request.url, request.mirror, environment);
      try {
        await mkdir(places.folder, { recursive: true });
        const lock = await lockFolder(places.folder, 'WEIGHTS');
        try {
          const { linkedSha256 } = await receive(address, places, request, { environment, ...waits });
          return await keep(places, request, address, request.sha256 ?? linkedSha256);
        } finally {
          await lock.release();
        }
      } catch (error) {
        request.signal.throwIfAborted();
        throw systemCode(error) === undefined ? error : writeFault(error, places.incomplete);
      }
    },
  };
}

/** Checks the whole file and gives it its name; what fails is removed. */
async function keep(places: HubPlaces, { url, check }: HubRequest, address: URL, expected: string | undefined): Promise<HubFile> {
  const sha256 = await sha256Of(places.incomplete);
  try {
    if (expected !== undefined && expected !== sha256) {
      throw new AvtoolError({ code: 'WEIGHTS_CHECKSUM', message: `the file that came has the SHA-256 ${sha256}, and ${expected} is expected`, where: address.href, fix: 'give the command again; if it stays, the host has another file: ask another with --mirror URL', exitCode: 3 });
    }
    await check(places.incomplete);
  } catch (error) {
    await rm(places.incomplete, { force: true });
    throw error;
  }
  const bytes = (await stat(places.incomplete)).size;
  await writeFile(places.record, JSON.stringify({ url, bytes, sha256 }));
  await rename(places.incomplete, places.file);
  await rm(places.incompleteRecord, { force: true });
  return { path: places.file, bytes, sha256, cached: false };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

async function readRecord(path: string): Promise<z.infer<typeof record> | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => (systemCode(error) === undefined ? Promise.reject(error as Error) : undefined));
  if (text === undefined) return undefined;
  try {
    return record.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const sizeOf = (path: string): Promise<number | undefined> => stat(path).then(({ size }) => size, (error: unknown) => (systemCode(error) === undefined ? Promise.reject(error as Error) : undefined));

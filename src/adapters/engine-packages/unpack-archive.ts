import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import yauzl from 'yauzl';
import { AvtoolError } from '../../domain/errors.js';
import { systemCode, writeFault } from '../files/file-fault.js';
import { engineFault } from './engine-fault.js';

/** More than TensorFlow with all its headers; an archive that grows past them is an attack. */
export interface ArchiveBounds {
  readonly bytes: number;
  readonly entries: number;
}

const usualBounds: ArchiveBounds = { bytes: 8e9, entries: 200_000 };

interface ArchiveEntry {
  readonly name: string;
  readonly type: 'file' | 'folder' | 'link' | 'other';
  /** Of a link. */
  readonly target: string;
  /** Called for wanted files only. */
  readonly content: () => Promise<AsyncIterable<unknown>>;
}

/**
 * Unpacks what is wanted of a tar.gz or a zip (wheels are zips) into an empty folder. Names that are absolute or go up, and links to anywhere but a
 * file beside them, are refused before anything of them is written; links are made last, so that nothing is written through one.
 * @param wanted by name, `/` between folders
 * @throws AvtoolError ENGINE_LIBRARIES (exit 2)
 */
export async function unpackArchive(path: string, folder: string, wanted: (name: string) => boolean, signal: AbortSignal, bounds: ArchiveBounds = usualBounds): Promise<void> {
  const refuse = (reason: string, cause?: unknown) =>
    engineFault('ENGINE_LIBRARIES', 2, `the archive is not used: ${reason}`, { where: path, fix: 'give an unpacked folder, or the archive as TensorFlow publishes it (.tar.gz, .zip, .whl)', cause });
  const links: { at: string; target: string }[] = [];
  let bytes = 0;
  let entries = 0;
  const counted = async function* (chunks: AsyncIterable<unknown>) {
    for await (const chunk of chunks) {
      if (!(chunk instanceof Uint8Array)) throw new Error('an archive gave something else than bytes');
      bytes += chunk.length;
      if (bytes > bounds.bytes) throw refuse(`it unpacks to more than ${bounds.bytes} bytes`);
      yield chunk;
    }
  };
  const take = async (entry: ArchiveEntry): Promise<void> => {
    signal.throwIfAborted();
    entries += 1;
    if (entries > bounds.entries) throw refuse(`it has more than ${bounds.entries} entries`);
    const name = entry.name.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
    if (/^\/|^[a-z]:|\\|\0/i.test(name) || name.split('/').includes('..')) throw refuse(`the name ${JSON.stringify(entry.name)} leads out of it`);
    if (entry.type === 'folder' || !wanted(name)) return;
    const at = join(folder, name);
    switch (entry.type) {
      case 'link':
        if (!/^[^/\\\0]+$/.test(entry.target) || entry.target === '..' || entry.target === '.') throw refuse(`${name} links to ${JSON.stringify(entry.target)}, which is not a file beside it`);
        links.push({ at, target: entry.target });
        return;
      case 'other':
        throw refuse(`${name} is neither file, folder nor symbolic link`);
      case 'file':
        await mkdir(dirname(at), { recursive: true });
        await pipeline(await entry.content(), counted, createWriteStream(at, { flags: 'wx' }), { signal });
    }
  };
  try {
    const format = await formatOf(path);
    if (format === 'unknown') throw refuse('it is neither a tar.gz nor a zip');
    await (format === 'zip' ? eachZipEntry(path, take) : eachTarEntry(path, take, signal));
    for (const { at, target } of links) {
      await mkdir(dirname(at), { recursive: true });
      await symlink(target, at);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AvtoolError) throw error;
    switch (systemCode(error)) {
      case 'EEXIST':
      case 'EISDIR':
      case 'ENOTDIR':
        throw refuse('it has the same name twice', error);
      case undefined:
        throw refuse(error instanceof Error ? error.message : String(error), error);
      default:
        throw writeFault(error, folder);
    }
  }
}

async function formatOf(path: string): Promise<'tar.gz' | 'zip' | 'unknown'> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer[0] === 0x1f && buffer[1] === 0x8b) return 'tar.gz';
    return buffer.toString('latin1') === 'PK\x03\x04' ? 'zip' : 'unknown';
  } finally {
    await file.close();
  }
}

async function eachTarEntry(path: string, take: (entry: ArchiveEntry) => Promise<void>, signal: AbortSignal): Promise<void> {
  const unpacking = extract();
  const reading = pipeline(createReadStream(path), createGunzip(), unpacking, { signal });
  const taking = (async () => {
    for await (const entry of unpacking) {
      const { name, type, linkname } = entry.header;
      const kinds: Readonly<Record<string, ArchiveEntry['type']>> = { file: 'file', 'contiguous-file': 'file', directory: 'folder', symlink: 'link' };
      await take({ name, type: kinds[type ?? 'file'] ?? 'other', target: linkname ?? '', content: () => Promise.resolve(entry) });
      entry.resume();
    }
  })();
  // Each ends when the other fails, with an error that says only that; the one that says why is thrown.
  const faults = (await Promise.allSettled([taking, reading])).flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  if (faults.length > 0) throw faults.find((fault) => fault instanceof AvtoolError || systemCode(fault) !== undefined) ?? faults.at(-1);
}

/** yauzl itself refuses names that lead out, and entries that do not have the size they state. */
async function eachZipEntry(path: string, take: (entry: ArchiveEntry) => Promise<void>): Promise<void> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) =>
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, opened) => (error === null ? resolve(opened) : reject(error))),
  );
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: yauzl.Entry) => {
        // The upper half of this member is the Unix mode; 0xA000 marks a symbolic link, which neither wheels nor Windows archives have.
        const isLink = ((entry.externalFileAttributes >>> 16) & 0xf000) === 0xa000;
        const type = entry.fileName.endsWith('/') ? 'folder' : isLink ? 'other' : 'file';
        const content = () => new Promise<Readable>((opened, failed) => zip.openReadStream(entry, (error, stream) => (error === null ? opened(stream) : failed(error))));
        take({ name: entry.fileName, type, target: '', content }).then(() => zip.readEntry(), reject);
      });
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
}

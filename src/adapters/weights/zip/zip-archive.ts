import { Readable } from 'node:stream';
import yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { rangeOf, readBytes, type ByteRange } from '../file-bytes.js';
import { ContentFault, shown } from '../weights-fault.js';
import { inflatedRange } from './inflated-range.js';

/** A file of an archive. */
export interface ZipPart {
  /** Unpacked, as the archive says. */
  readonly size: number;
  open(): Promise<ByteRange>;
}

/** The files of an archive by their names. */
export type ZipArchive = ReadonlyMap<string, ZipPart>;

/** Deflate packs no closer than this. */
const largestRatio = 1032;
const localHeaderBytes = 30;
const localSignature = 0x04034b50;

/** Reads the directory of an archive. @throws ContentFault where it is cut off, damaged, encrypted or holds a name twice */
export async function openZip(file: ByteRange): Promise<ZipArchive> {
  const parts = new Map<string, ZipPart>();
  const zip = await directory(file);
  for await (const entry of entriesOf(zip)) {
    const { fileName, uncompressedSize, compressedSize, compressionMethod } = entry;
    if (fileName.endsWith('/')) continue;
    if (parts.has(fileName)) throw new ContentFault(`it holds ${shown(fileName)} twice`);
    if ((entry.generalPurposeBitFlag & 1) !== 0) throw new ContentFault(`${shown(fileName)} in it is encrypted`);
    if (compressionMethod !== 0 && compressionMethod !== 8) throw new ContentFault(`${shown(fileName)} in it is packed by method ${compressionMethod}, which avtool does not read`);
    if (uncompressedSize > compressedSize * largestRatio) throw new ContentFault(`${shown(fileName)} in it claims ${uncompressedSize} bytes from ${compressedSize} packed ones`);
    parts.set(fileName, { size: uncompressedSize, open: () => openPart(file, entry) });
  }
  return parts;
}

async function openPart(file: ByteRange, entry: Entry): Promise<ByteRange> {
  const header = new DataView((await readBytes(file, entry.relativeOffsetOfLocalHeader, localHeaderBytes)).buffer);
  if (header.getUint32(0, true) !== localSignature) throw new ContentFault(`the archive's directory points beside ${shown(entry.fileName)}`);
  const begin = entry.relativeOffsetOfLocalHeader + localHeaderBytes + header.getUint16(26, true) + header.getUint16(28, true);
  if (begin + entry.compressedSize > file.size) throw new ContentFault(`it is truncated: ${shown(entry.fileName)} reaches past the end`);
  const packed = rangeOf(file, begin, entry.compressedSize);
  return entry.compressionMethod === 0 ? packed : inflatedRange(packed, entry.uncompressedSize);
}

class RangeReader extends yauzl.RandomAccessReader {
  constructor(private readonly range: ByteRange) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const { range } = this;
    return Readable.from(
      (async function* () {
        for (let at = start; at < end; at += chunkBytes) yield await readBytes(range, at, Math.min(chunkBytes, end - at));
      })(),
    );
  }
}

const chunkBytes = 65536;

const directory = (file: ByteRange): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    yauzl.fromRandomAccessReader(new RangeReader(file), file.size, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(zipFault(error));
    });
  });

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      zip.removeAllListeners();
      zip.once('entry', resolve);
      zip.once('end', () => resolve(undefined));
      zip.once('error', (error: Error) => reject(zipFault(error)));
      zip.readEntry();
    });
    if (entry === undefined) return;
    yield entry;
  }
}

/** yauzl's own words, led by ours where the end is missing. */
const zipFault = (error: Error): Error => {
  if (error instanceof ContentFault) return error;
  return new ContentFault(/end of central directory/i.test(error.message) ? 'the zip archive is truncated: its directory, which stands at the end, is missing' : `the zip archive is damaged: ${error.message}`);
};

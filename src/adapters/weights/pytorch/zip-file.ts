import { readBytes } from '../file-bytes.js';
import type { WeightContents } from '../weight-contents.js';
import { ContentFault, shown } from '../weights-fault.js';
import type { ZipArchive, ZipPart } from '../zip/zip-archive.js';
import { readPickle } from './pickle-machine.js';
import { PickleReader } from './pickle-reader.js';
import { placeTensors } from './placed-tensors.js';
import { stateDictOf } from './state-dict.js';

/** A pickle beside its storages is a list of names; a larger one is something else. */
const largestPickleBytes = 256 * 1024 * 1024;

/**
 * Tensors of a file of `torch.save` (PyTorch 1.6 and later) or of a TorchScript archive, whose modules are read as data.
 * @throws ContentFault
 */
export async function readPytorchZip(archive: ZipArchive): Promise<WeightContents> {
  const folder = [...archive.keys()].filter((name) => /(^|\/)data\.pkl$/.test(name)).sort((a, b) => a.length - b.length)[0].slice(0, -'data.pkl'.length);
  await checkByteOrder(archive.get(`${folder}byteorder`));
  const scripted = [...archive.keys()].some((name) => name.startsWith(`${folder}code/`));
  const { tensors, metadata, skipped } = stateDictOf(readPickle(new PickleReader(await bytesOfPickle(archive, folder))));
  return {
    format: scripted ? 'PyTorch (TorchScript archive)' : 'PyTorch (zip)',
    ...placeTensors(tensors, (key) => archive.get(`${folder}data/${key}`)),
    metadata,
    skipped,
  };
}

async function bytesOfPickle(archive: ZipArchive, folder: string): Promise<Uint8Array> {
  const part = archive.get(`${folder}data.pkl`);
  if (part === undefined) throw new Error(`no data.pkl in ${folder}`);
  if (part.size > largestPickleBytes) throw new ContentFault(`its data.pkl has ${part.size} bytes, and the most allowed are ${largestPickleBytes}`);
  return readBytes(await part.open(), 0, part.size);
}

async function checkByteOrder(part: ZipPart | undefined): Promise<void> {
  if (part === undefined || part.size > 16) return;
  const order = new TextDecoder().decode(await readBytes(await part.open(), 0, part.size));
  if (order.trim() !== 'little') throw new ContentFault(`its numbers are ${shown(order)}-endian, and avtool reads little-endian ones`);
}

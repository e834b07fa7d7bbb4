import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../../../scripts/build-contract.js', import.meta.url));

/** Builds the contract package as it is published. @returns its folder */
export async function buildContractPackage(folder: string): Promise<string> {
  const built = join(folder, 'contract');
  await mkdir(built, { recursive: true });
  await promisify(execFile)(process.execPath, [script, '--out', built]);
  return built;
}

/** A plugin's own copy of the contract: other classes and other functions than the host's. */
export async function importCopy(built: string) {
  const module = (name: string) => import(pathToFileURL(join(built, 'dist', 'contract', name)).href) as Promise<unknown>;
  return {
    contract: (await module('index.js')) as typeof import('../../../src/contract/index.js'),
    layers: (await module('layers.js')) as typeof import('../../../src/contract/layers.js'),
  };
}

import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AvtoolError } from '../../domain/errors.js';
import type { EngineInstallation, EnginePackages, PlannedPart, StagedEngine } from '../../domain/ports/engine-packages.js';
import { systemCode } from '../files/file-fault.js';
import { lockFolder } from '../files/folder-lock.js';
import { checkBuildTools, compileBinding, napiVersion, placeBesideBinding, unpackBinding } from './binding.js';
import { checkEngine } from './check-engine.js';
import { download, remoteBytes } from './download.js';
import type { Fetch } from './download.js';
import { engineFault } from './engine-fault.js';
import { findLibraries, isLibraryPart, libraryBytes, placeLibraries, removeBuildParts } from './libraries.js';
import { runNpm } from './npm.js';
import type { ChildSettings } from './npm.js';
import { runChild } from './run-child.js';
import { bindingAddress, libraryAddress, packageVersion } from './published-files.js';
import { unpackArchive } from './unpack-archive.js';

export interface EnginePackagesOptions extends ChildSettings {
  readonly arch: string;
  readonly fetch: Fetch;
}

/** This machine, its network and its programs; a test hands in its own. */
const thisMachine = (): Omit<EnginePackagesOptions, 'environment'> => ({ run: runChild, node: process.execPath, platform: process.platform, arch: process.arch, fetch });

/** What npm unpacked for tfjs-node 4.22.0 with all it needs, measured. */
const packageBytes = 302e6;

/** Engines from npm, with TensorFlow's libraries and a native binding, each in a folder of its own. */
export function createEnginePackages(environment: EnginePackagesOptions['environment'], machine: Omit<EnginePackagesOptions, 'environment'> = thisMachine()): EnginePackages {
  const options = { ...machine, environment };
  return {
    check: ({ name, folder }, signal) => checkEngine(name, folder, options, signal),
    plan: (installation, signal) => planParts(installation, options, signal),
    stage: (installation) => stageEngine(installation, options),
  };
}

async function planParts({ name, libraries }: EngineInstallation, options: EnginePackagesOptions, signal: AbortSignal): Promise<PlannedPart[]> {
  const what = 'TensorFlow\'s libraries';
  const javascript: PlannedPart = { what: `@tensorflow/${name} ${packageVersion} and what it needs`, from: 'npm', bytes: packageBytes };
  if (libraries.kind === 'published') {
    const from = libraryAddress(name, libraries.mirror, options, options.environment);
    return [javascript, { what, from, bytes: await remoteBytes(from, options.fetch, signal) }];
  }
  return [javascript, { what, from: libraries.path, bytes: await localBytes(libraries.path) }];
}

/** Size of an archive, or of the libraries in a folder. @throws AvtoolError ENGINE_LIBRARIES (exit 2) */
async function localBytes(path: string): Promise<number> {
  const given = await localFile(path);
  return given.isDirectory() ? libraryBytes(await findLibraries(path)) : given.size;
}

async function localFile(path: string) {
  return stat(path).catch((cause: unknown) => {
    if (systemCode(cause) !== 'ENOENT') throw cause;
    throw engineFault('ENGINE_LIBRARIES', 2, 'the file or folder does not exist', { where: path, fix: 'check what --libtensorflow names', cause });
  });
}

async function stageEngine(installation: EngineInstallation, options: EnginePackagesOptions): Promise<StagedEngine> {
  const { name, folder, libraries } = installation;
  const parent = dirname(folder);
  const staging = join(parent, `.${basename(folder)}.partial`);
  const previous = join(parent, `.${basename(folder)}.previous`);
  const packageFolder = join(staging, 'node_modules', '@tensorflow', name);
  const fetched = join(staging, '.fetched');
  if (libraries.kind === 'local') {
    // Both would end the installation later; they are found out before anything is fetched.
    await localBytes(libraries.path);
    await checkBuildTools(options);
  }
  await mkdir(parent, { recursive: true });
  const lock = await lockFolder(parent, 'ENGINES');
  // What a killed installation left: its half-done folder goes, and an engine that it had moved aside comes back.
  await rm(staging, { recursive: true, force: true });
  await renameIfThere(previous, folder, await isThere(folder));
  await mkdir(fetched, { recursive: true });

  return {
    async fetchPackage(signal) {
      await writeFile(join(staging, 'package.json'), `${JSON.stringify({ private: true, description: 'An engine of avtool.' })}\n`);
      await runNpm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', `@tensorflow/${name}@${packageVersion}`], staging, options, signal);
    },

    async placeLibraries(signal, progress) {
      const unpacked = join(fetched, 'libraries');
      const deps = join(packageFolder, 'deps');
      let source = libraries.kind === 'local' ? libraries.path : join(fetched, 'libraries.archive');
      if (libraries.kind === 'published') await download('TensorFlow\'s libraries', libraryAddress(name, libraries.mirror, options, options.environment), source, options.fetch, signal, progress);
      const isFolder = (await localFile(source)).isDirectory();
      if (!isFolder) {
        await unpackArchive(source, unpacked, isLibraryPart, signal);
        source = unpacked;
        await mkdir(unpacked, { recursive: true });
      }
      await placeLibraries(await findLibraries(source), deps, !isFolder, signal);
    },

    async makeBinding(signal) {
      const napi = await napiVersion(packageFolder);
      const made = (await fetchBinding(napi, signal)) ? 'published' : 'compiled';
      if (made === 'compiled') await compileBinding(packageFolder, napi, options, signal);
      await placeBesideBinding(packageFolder, napi, options.platform);
      await removeBuildParts(packageFolder);
      await rm(fetched, { recursive: true });
      return made;
    },

    check: (signal) => checkEngine(name, staging, options, signal),

    async replace() {
      const bytes = await folderBytes(staging);
      await renameIfThere(folder, previous, false);
      await rename(staging, folder);
      await rm(previous, { recursive: true, force: true });
      return bytes;
    },

    async discard() {
      try {
        await rm(staging, { recursive: true, force: true });
      } finally {
        await lock.release();
      }
    },
  };

  /** The published binding fits the published libraries; others get one that is compiled against them. @returns whether it could be had */
  async function fetchBinding(napi: number, signal: AbortSignal): Promise<boolean> {
    if (libraries.kind === 'local') return false;
    const archive = join(fetched, 'binding.archive');
    try {
      await download('the native binding', bindingAddress(name, libraries.mirror, options, options.environment, napi), archive, options.fetch, signal, () => undefined);
    } catch (error) {
      if (error instanceof AvtoolError && error.code === 'ENGINE_DOWNLOAD') return false;
      throw error;
    }
    await unpackBinding(archive, packageFolder, napi, signal);
    return true;
  }
}

/** Renames a folder where there is one; where its place is taken it is left over and removed. */
async function renameIfThere(from: string, to: string, taken: boolean): Promise<void> {
  if (taken) return rm(from, { recursive: true, force: true });
  return rename(from, to).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error;
  });
}

const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries.filter((entry) => entry.isFile()).map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

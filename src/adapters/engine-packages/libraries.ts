import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { systemCode, writeFault } from '../files/file-fault.js';
import { engineFault } from './engine-fault.js';

/** TensorFlow's C libraries and headers in a folder. */
export interface FoundLibraries {
  /** Has `tensorflow/c/c_api.h`. */
  readonly include: string;
  /** Has the files named in `files`. */
  readonly lib: string;
  readonly files: readonly string[];
}

const libraryName = /^(libtensorflow(_cc|_framework)?\.(so|dylib)(\.\d+)*|libtensorflow(_cc|_framework)?(\.\d+)*\.dylib|tensorflow\.(dll|lib))$/;

/** Whether an entry of an archive of TensorFlow (C libraries or Python wheel) is needed to build and run the binding. */
export const isLibraryPart = (name: string): boolean => /^([^/]+\/)?include\//.test(name) || (/^([^/]+\/)?(lib\/)?[^/]+$/.test(name) && libraryName.test(basename(name)));

/**
 * Finds the libraries in an unpacked archive of TensorFlow's C libraries (`include`, `lib`), or in an unpacked Python wheel, where they lie beside `include`;
 * in the folder itself or one below it. @throws AvtoolError ENGINE_LIBRARIES (exit 2)
 */
export async function findLibraries(folder: string): Promise<FoundLibraries> {
  const below = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  for (const root of [folder, ...below]) {
    const include = join(root, 'include');
    if (!(await isThere(join(include, 'tensorflow', 'c', 'c_api.h')))) continue;
    for (const lib of [join(root, 'lib'), root]) {
      const files = (await isThere(lib)) ? (await readdir(lib)).filter((name) => libraryName.test(name)) : [];
      if (files.some((name) => !name.includes('framework'))) return { include, lib, files };
    }
  }
  throw engineFault('ENGINE_LIBRARIES', 2, 'the folder has no C libraries of TensorFlow: include/tensorflow/c/c_api.h and libtensorflow beside it or in lib/', {
    where: folder,
    fix: 'give the folder of an unpacked libtensorflow archive, or the folder "tensorflow" of an unpacked tensorflow or tensorflow_cpu wheel',
  });
}

/** Bytes of the libraries, each counted once however many names it has. */
export async function libraryBytes({ lib, files }: FoundLibraries): Promise<number> {
  const sizes = await Promise.all([...(await namesOfFiles(lib, files)).keys()].map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Puts libraries and headers where the package builds and loads: `deps/lib` and `deps/include`. Each file is there once, its other names are links beside it.
 * @param own the files are in our own temporary folder and are moved, not copied; headers that are not our own are linked
 */
export async function placeLibraries(found: FoundLibraries, deps: string, own: boolean, signal: AbortSignal): Promise<void> {
  const target = join(deps, 'lib');
  await mkdir(target, { recursive: true });
  await (own ? rename(found.include, join(deps, 'include')) : symlink(await realpath(found.include), join(deps, 'include'), 'junction'));
  const placed = new Set<string>();
  const link = async (file: string, name: string): Promise<void> => {
    if (placed.has(name)) return;
    placed.add(name);
    await symlink(file, join(target, name));
  };
  for (const [file, names] of await namesOfFiles(found.lib, found.files)) {
    signal.throwIfAborted();
    const name = basename(file);
    placed.add(name);
    await (own ? rename(file, join(target, name)) : copyFile(file, join(target, name), constants.COPYFILE_FICLONE)).catch((error: unknown) => Promise.reject(writeFault(error, target)));
    for (const other of names) await link(name, other);
  }
  // The linker asks for these two; a wheel has its libraries under a numbered name, the main one with a suffix.
  for (const [name, pattern] of [['libtensorflow.so', /^libtensorflow(_cc)?\.so/], ['libtensorflow_framework.so', /^libtensorflow_framework\.so/]] as const) {
    const file = [...placed].find((candidate) => pattern.test(candidate));
    if (file !== undefined) await link(file, name);
  }
}

/** Removes what only building needs. */
export async function removeBuildParts(packageFolder: string): Promise<void> {
  for (const part of ['build', join('deps', 'include')]) await rm(join(packageFolder, part), { recursive: true, force: true });
}

/** The real files and all names of each. */
async function namesOfFiles(lib: string, files: readonly string[]): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (const name of files) {
    const file = await realpath(join(lib, name)).catch((cause: unknown) => {
      throw engineFault('ENGINE_LIBRARIES', 2, `${name} is a link to a file that is not there`, { where: lib, fix: 'unpack the archive again', cause });
    });
    names.set(file, [...(names.get(file) ?? []), name]);
  }
  return names;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}

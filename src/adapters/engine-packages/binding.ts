import { access, copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { engineFault } from './engine-fault.js';
import { findProgram, runNpm } from './npm.js';
import type { ChildSettings } from './npm.js';
import { success } from './run-child.js';
import { unpackArchive } from './unpack-archive.js';

const bindingFile = 'tfjs_binding.node';
const manifestSchema = z.object({ binary: z.object({ napi_versions: z.array(z.number().int()).min(1) }) });

/** The newest version of Node's native interface that both the package and this Node know. */
export async function napiVersion(packageFolder: string): Promise<number> {
  const { binary } = manifestSchema.parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')));
  return Math.max(...binary.napi_versions.filter((version) => version <= Number(process.versions.napi)));
}

/** Where the package looks for its binding. */
const bindingFolder = (packageFolder: string, napi: number): string => join(packageFolder, 'lib', `napi-v${napi}`);

/** Takes the binding out of its published archive. @throws AvtoolError ENGINE_LIBRARIES (exit 2) */
export async function unpackBinding(archive: string, packageFolder: string, napi: number, signal: AbortSignal): Promise<void> {
  const unpacked = `${archive}.unpacked`;
  await unpackArchive(archive, unpacked, (name) => name.split('/').at(-1) === bindingFile, signal);
  const names = await readdir(unpacked, { recursive: true }).catch(() => []);
  const found = names.find((name) => name.endsWith(bindingFile));
  if (found === undefined) throw engineFault('ENGINE_LIBRARIES', 2, `the archive has no ${bindingFile}`, { where: archive });
  await mkdir(bindingFolder(packageFolder, napi), { recursive: true });
  await copyFile(join(unpacked, found), join(bindingFolder(packageFolder, napi), bindingFile));
  await rm(unpacked, { recursive: true });
}

/** Windows looks for a library beside the binding that needs it. */
export async function placeBesideBinding(packageFolder: string, napi: number, platform: string): Promise<void> {
  if (platform === 'win32') await copyFile(join(packageFolder, 'deps', 'lib', 'tensorflow.dll'), join(bindingFolder(packageFolder, napi), 'tensorflow.dll'));
}

/** What must be here to compile. On Windows node-gyp looks for Visual Studio itself. @throws AvtoolError ENGINE_BUILD_TOOLS (exit 3) */
export async function checkBuildTools({ environment, platform }: ChildSettings): Promise<void> {
  if (platform === 'win32') return;
  const compiler = environment.CXX?.trim().split(/\s+/)[0];
  const tools: readonly (readonly [string, readonly string[]])[] = [
    ['a C++ compiler', compiler ? [compiler] : ['g++', 'c++']],
    ['make', [environment.MAKE ?? 'make', 'gmake']],
    ['Python 3', environment.PYTHON ? [environment.PYTHON] : ['python3', 'python']],
  ];
  const found = await Promise.all(tools.map(([, names]) => findProgram(names, environment)));
  const missing = tools.filter((_, index) => found[index] === undefined).map(([what, names]) => `${what} (${names.join(' or ')})`);
  if (missing.length === 0) return;
  throw engineFault('ENGINE_BUILD_TOOLS', 3, `the native binding must be compiled here, and the PATH has no ${missing.join(' and no ')}`, {
    fix: 'install the build tools of your system (Debian: apt install g++ make python3; macOS: xcode-select --install), or give a host that has the compiled binding with --mirror URL',
  });
}

/** Compiles the binding against `deps` with the node-gyp that npm brings. @throws AvtoolError ENGINE_BUILD (exit 1) with the last lines of the build */
export async function compileBinding(packageFolder: string, napi: number, settings: ChildSettings, signal: AbortSignal): Promise<void> {
  await checkBuildTools(settings);
  const nodeGyp = (await runNpm(['config', 'get', 'node-gyp'], packageFolder, settings, signal)).trim();
  const args = [nodeGyp, 'rebuild', `--napi_build_version=${napi}`, '--module_name=tfjs_binding', `--module_path=${bindingFolder(packageFolder, napi)}`, ...(await ownHeaders(settings))];
  const { run, node, environment } = settings;
  const { outcome, lastLines } = await run({ command: node, args, cwd: packageFolder, environment, signal, timeoutSeconds: 3600 });
  if (outcome === success) return;
  throw engineFault('ENGINE_BUILD', 1, `compiling the native binding ended with ${outcome}:`, {
    where: packageFolder,
    fix: 'the lines above say why; where Node\'s headers could not be fetched, set npm_config_nodedir to the folder that has include/node',
    log: lastLines,
  });
}

/** Node's headers where they lie beside Node: node-gyp need not fetch them then. */
async function ownHeaders({ node, environment }: ChildSettings): Promise<string[]> {
  const prefix = dirname(dirname(node));
  if (environment.npm_config_nodedir) return [];
  return access(join(prefix, 'include', 'node', 'node_api.h')).then(() => [`--nodedir=${prefix}`], () => []);
}

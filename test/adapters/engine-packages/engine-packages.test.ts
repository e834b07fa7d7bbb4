import { mkdir, readdir, readFile, readlink, rename, symlink, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { EngineInstallation, EnginePackages, LibrarySource } from '../../../src/domain/ports/engine-packages.js';
import { temporaryFolder } from '../files/temporary-folder.js';
import { aMirror, aTarGz, fakeTools, libraryFiles, writeFiles } from './fake-tools.js';

const { signal } = new AbortController();
const libraryPath = '/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz';
const bindingPath = '/tf-builds/pre-built-binary/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz';

/** All steps up to the trial; the caller replaces and discards. */
async function staged(packages: EnginePackages, installation: EngineInstallation) {
  const stage = await packages.stage(installation);
  try {
    await stage.fetchPackage(signal);
    await stage.placeLibraries(signal, () => undefined);
    const binding = await stage.makeBinding(signal);
    return { stage, binding, check: await stage.check(signal) };
  } catch (error) {
    await stage.discard();
    throw error;
  }
}

async function installed(packages: EnginePackages, installation: EngineInstallation) {
  const { stage, binding, check } = await staged(packages, installation);
  const bytes = await stage.replace();
  await stage.discard();
  return { binding, check, bytes };
}

const anInstallation = async (libraries: LibrarySource): Promise<EngineInstallation> => ({ name: 'tfjs-node', folder: join(await temporaryFolder(), 'engines', 'tfjs-node'), libraries });
const published = (mirror?: string): LibrarySource => ({ kind: 'published', mirror });
const local = (path: string): LibrarySource => ({ kind: 'local', path });

async function aWheelFolder(version = '2.21.0'): Promise<string> {
  return writeFiles(await temporaryFolder(), { 'tensorflow/include/tensorflow/c/c_api.h': '//', 'tensorflow/libtensorflow_cc.so.2': version, 'tensorflow/libtensorflow_framework.so.2': 'framework'.repeat(1000), 'tensorflow/python/big.so': 'big'.repeat(10_000) });
}

describe('installing an engine', () => {
  it('takes the libraries of an unpacked wheel, compiles against them, and leaves a folder that computes', async () => {
    const { packages, calls } = await fakeTools();
    const wheel = await aWheelFolder();
    const installation = await anInstallation(local(wheel));
    const { binding, check, bytes } = await installed(packages, installation);
    expect({ binding, check }).toEqual({ binding: 'compiled', check: { works: true, tensorflow: '2.21.0', device: 'cpu' } });
    // The framework has 9000 bytes and two names.
    expect(bytes).toBeGreaterThan(9000);
    expect(bytes).toBeLessThan(12_000);
    const packageFolder = join(installation.folder, 'node_modules', '@tensorflow', 'tfjs-node');
    expect(await readdir(join(packageFolder, 'deps', 'lib'))).toEqual(['libtensorflow.so', 'libtensorflow_cc.so.2', 'libtensorflow_framework.so', 'libtensorflow_framework.so.2']);
    expect(await readlink(join(packageFolder, 'deps', 'lib', 'libtensorflow.so'))).toBe('libtensorflow_cc.so.2');
    expect(await readdir(packageFolder)).toEqual(['deps', 'index.js', 'lib', 'package.json']);
    expect(await readdir(join(packageFolder, 'deps'))).toEqual(['lib']);
    expect(await readdir(join(installation.folder, '..'))).toEqual(['tfjs-node']);
    expect(await readFile(join(wheel, 'tensorflow', 'include', 'tensorflow', 'c', 'c_api.h'), 'utf8')).toBe('//');
    expect(await packages.check(installation, signal)).toEqual(check);
    const [npm, config, gyp] = await calls();
    expect(npm).toEqual(['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', '@tensorflow/tfjs-node@4.22.0']);
    expect(config).toEqual(['npm', 'config', 'get', 'node-gyp']);
    expect(gyp.slice(0, 4)).toEqual(['node-gyp', 'rebuild', '--napi_build_version=8', '--module_name=tfjs_binding']);
  });

  it.each<[string, () => Promise<Uint8Array>]>([
    ['tar.gz as TensorFlow publishes it', () => aTarGz(libraryFiles())],
    ['wheel', () => Promise.resolve(zipSync({ 'tensorflow/include/tensorflow/c/c_api.h': Buffer.from('//'), 'tensorflow/libtensorflow_cc.so.2': Buffer.from('2.9.1'), 'tensorflow/libtensorflow_framework.so.2': Buffer.from('f'), 'tensorflow/python/big.so': Buffer.from('big') }))],
  ])('takes a %s and unpacks what is needed of it only', async (_, archive) => {
    const { packages } = await fakeTools();
    const file = join(await temporaryFolder(), 'libraries');
    await writeFile(file, await archive());
    const installation = await anInstallation(local(file));
    expect(await installed(packages, installation)).toMatchObject({ binding: 'compiled', check: { works: true, tensorflow: '2.9.1' } });
    expect(await readdir(installation.folder)).toEqual(['node_modules', 'package.json']);
  });

  it('takes libraries and binding from a mirror, with the paths of the package\'s own host', async () => {
    const [libraries, binding] = [await aTarGz(libraryFiles()), await aTarGz([{ name: 'napi-v8/tfjs_binding.node', content: 'published' }])];
    const { url, asked } = await aMirror((request, response) => void response.end(request.url === libraryPath ? libraries : binding));
    const { packages, calls } = await fakeTools();
    const installation = await anInstallation(published(url));
    expect(await installed(packages, installation)).toMatchObject({ binding: 'published', check: { works: true, tensorflow: '2.9.1' } });
    expect(asked).toEqual([`GET ${libraryPath}`, `GET ${bindingPath}`]);
    expect(await readFile(join(installation.folder, 'node_modules', '@tensorflow', 'tfjs-node', 'lib', 'napi-v8', 'tfjs_binding.node'), 'utf8')).toBe('published');
    expect(await calls()).toHaveLength(1);
  });

  it('compiles where the mirror has no binding, and hears of the mirror from the package\'s own environment names', async () => {
    const libraries = await aTarGz(libraryFiles());
    const { url, asked } = await aMirror((request, response) => void (request.url === libraryPath ? response.end(libraries) : response.writeHead(404).end()));
    const { packages } = await fakeTools({ TFJS_NODE_CDN_STORAGE: url });
    expect(await installed(packages, await anInstallation(published()))).toMatchObject({ binding: 'compiled', check: { works: true } });
    expect(asked).toEqual([`GET ${libraryPath}`, `GET ${bindingPath}`]);
  });

  it('brings back an engine that a killed installation had moved aside, and removes what it had half done', async () => {
    const { packages } = await fakeTools();
    const installation = await anInstallation(local(await aWheelFolder()));
    await installed(packages, installation);
    const parent = join(installation.folder, '..');
    await rename(installation.folder, join(parent, '.tfjs-node.previous'));
    await mkdir(join(parent, '.tfjs-node.partial', 'node_modules'), { recursive: true });
    await (await packages.stage(installation)).discard();
    expect(await readdir(parent)).toEqual(['tfjs-node']);
    expect(await packages.check(installation, signal)).toMatchObject({ works: true });
  });

  it('lets one process install at a time', async () => {
    const { packages } = await fakeTools();
    const installation = await anInstallation(published());
    const stage = await packages.stage(installation);
    await expect(packages.stage(installation)).rejects.toMatchObject({ code: 'ENGINES_LOCKED', exitCode: 4 });
    await stage.discard();
    await (await packages.stage(installation)).discard();
  });

  it('leaves nothing of an interrupted step', async () => {
    const { packages } = await fakeTools();
    const installation = await anInstallation(published());
    const stage = await packages.stage(installation);
    await expect(stage.fetchPackage(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    await stage.discard();
    expect(await readdir(join(installation.folder, '..'))).toEqual([]);
  });
});

describe('an engine that cannot be installed', () => {
  const cut: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half', () => response.destroy());
  };
  it.each<[string, RequestListener, string | RegExp]>([
    ['has no such file', (_, response) => void response.writeHead(404).end(), 'TensorFlow\'s libraries could not be fetched: the host answered 404'],
    ['closes the connection half-way', cut, /TensorFlow's libraries could not be fetched: /],
  ])('says what was asked from where, and both ways out, where the mirror %s', async (_, answer, message) => {
    const { url } = await aMirror(answer);
    const { packages } = await fakeTools();
    const installation = await anInstallation(published(url));
    await expect(staged(packages, installation)).rejects.toMatchObject({
      code: 'ENGINE_DOWNLOAD',
      exitCode: 3,
      message: expect.stringMatching(message),
      where: `${url}${libraryPath.slice(1)}`,
      fix: expect.stringMatching(/--mirror URL.*--libtensorflow PATH/),
    });
    expect(await readdir(join(installation.folder, '..'))).toEqual([]);
  });

  it('says so where nobody listens', async () => {
    const { packages } = await fakeTools();
    await expect(staged(packages, await anInstallation(published('http://127.0.0.1:1')))).rejects.toMatchObject({ code: 'ENGINE_DOWNLOAD', exitCode: 3, where: `http://127.0.0.1:1${libraryPath}` });
  });

  it.each<[string, Record<string, string>, string[] | undefined, Record<string, unknown>]>([
    ['npm cannot reach its registry', { FAKE_NPM: 'offline' }, undefined, { code: 'ENGINE_NPM', exitCode: 3, message: expect.stringContaining('npm error code ENOTFOUND') }],
    ['there is no npm', {}, ['g++', 'make', 'python3'], { code: 'ENGINE_NPM', exitCode: 3, message: 'npm is not on the PATH' }],
    ['there is no compiler', {}, ['npm', 'make', 'python3'], { code: 'ENGINE_BUILD_TOOLS', exitCode: 3, message: expect.stringContaining('no a C++ compiler (g++ or c++)') }],
    ['the compiler fails', { FAKE_GYP: 'failing' }, undefined, { code: 'ENGINE_BUILD', exitCode: 1, message: expect.stringContaining('binding/tfjs_backend.cc:1: error: no such thing') }],
  ])('ends with a clear fault where %s', async (_, environment, tools, fault) => {
    const { packages } = await fakeTools(environment, tools);
    const installation = await anInstallation(local(await aWheelFolder()));
    await expect(staged(packages, installation)).rejects.toMatchObject(fault);
    expect(await readdir(join(installation.folder, '..')).catch(() => [])).toEqual([]);
  });

  it.each([
    ['crashes', 'unfit', 'it ended with exit code 127:\n    undefined symbol: TF_Anything'],
    ['multiplies wrongly', 'wrong', 'it multiplies wrongly: [[7,10],[15,22]]'],
  ])('does not count as working when it %s', async (_, version, reason) => {
    const { packages } = await fakeTools();
    const { stage, check } = await staged(packages, await anInstallation(local(await aWheelFolder(version))));
    await stage.discard();
    expect(check).toEqual({ works: false, reason });
  });

  it('is known before anything is fetched, where libraries on this machine or the tools to compile are missing', async () => {
    const withoutMake = await fakeTools({}, ['npm', 'g++', 'python3']);
    await expect(withoutMake.packages.stage(await anInstallation(local(await aWheelFolder())))).rejects.toMatchObject({ code: 'ENGINE_BUILD_TOOLS' });
    await expect(withoutMake.packages.stage(await anInstallation(local('/no/such/place')))).rejects.toMatchObject({ code: 'ENGINE_LIBRARIES', where: '/no/such/place' });
    expect(await withoutMake.calls()).toEqual([]);
  });

  it.each<[string, (folder: string) => Promise<unknown>]>([
    ['is empty', () => Promise.resolve()],
    ['has headers only', (folder) => writeFiles(folder, { 'include/tensorflow/c/c_api.h': '//' })],
    ['has the framework only', (folder) => writeFiles(folder, { 'include/tensorflow/c/c_api.h': '//', 'lib/libtensorflow_framework.so.2': '' })],
    ['has a library that leads nowhere', async (folder) => symlink('gone', join(await writeFiles(folder, { 'include/tensorflow/c/c_api.h': '//', 'lib/note': '' }), 'lib', 'libtensorflow.so'))],
  ])('refuses a folder that %s', async (_, fill) => {
    const { packages } = await fakeTools();
    const folder = await temporaryFolder();
    await fill(folder);
    await expect(packages.plan(await anInstallation(local(folder)), signal)).rejects.toMatchObject({ code: 'ENGINE_LIBRARIES', exitCode: 2, where: expect.stringContaining(folder) });
  });
});

describe('the plan of an installation', () => {
  it('says what would be taken from where and how large, and writes nothing', async () => {
    const { url, asked } = await aMirror((_, response) => void response.writeHead(200, { 'content-length': '12345' }).end());
    const { packages, calls } = await fakeTools();
    const installation = await anInstallation(published(url));
    expect(await packages.plan(installation, signal)).toEqual([
      { what: '@tensorflow/tfjs-node 4.22.0 and what it needs', from: 'npm', bytes: 302e6 },
      { what: 'TensorFlow\'s libraries', from: `${url}${libraryPath.slice(1)}`, bytes: 12345 },
    ]);
    expect(asked).toEqual([`HEAD ${libraryPath}`]);
    expect(await calls()).toEqual([]);
    expect(await readdir(join(installation.folder, '..', '..'))).toEqual([]);
  });

  it('counts a library once however many names it has, and says nothing of a size that it cannot learn', async () => {
    const { packages } = await fakeTools();
    const folder = await writeFiles(await temporaryFolder(), { 'include/tensorflow/c/c_api.h': '//', 'lib/libtensorflow.so.2': '12345', 'lib/libtensorflow_framework.so.2': '123' });
    await symlink('libtensorflow.so.2', join(folder, 'lib', 'libtensorflow.so'));
    expect((await packages.plan(await anInstallation(local(folder)), signal)).at(-1)).toMatchObject({ from: folder, bytes: 8 });
    expect((await packages.plan(await anInstallation(published('http://127.0.0.1:1')), signal)).at(-1)).toMatchObject({ bytes: undefined });
  });
});

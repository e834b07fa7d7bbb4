import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';
import { onTestFinished } from 'vitest';
import { createEnginePackages } from '../../../src/adapters/engine-packages/engine-packages.js';
import { runChild } from '../../../src/adapters/engine-packages/run-child.js';
import type { EnginePackages } from '../../../src/domain/ports/engine-packages.js';
import { temporaryFolder } from '../files/temporary-folder.js';

/** A package that computes where its library, its binding and its version are in place: the library's text is the version. */
const fakePackage = `
const { readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');
statSync(join(__dirname, 'lib', 'napi-v8', 'tfjs_binding.node'));
const TF_Version = readFileSync(join(__dirname, 'deps', 'lib', 'libtensorflow.so'), 'utf8');
if (TF_Version === 'unfit') { console.error('undefined symbol: TF_Anything'); process.exit(127); }
const multiply = (a, b) => a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
console.log('noise on stdout');
exports.backend = () => ({ binding: { TF_Version, isUsingGpuDevice: () => false } });
exports.tensor2d = (rows) => rows;
exports.matMul = (a, b) => ({ arraySync: () => multiply(a, TF_Version === 'wrong' ? a : b) });
`;

/** "Installs" the package; writes down how it was called. */
const fakeNpm = (folder: string) => `#!${process.execPath}
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify(['npm', ...process.argv.slice(2)]) + '\\n');
if (process.argv[2] === 'config') console.log(${JSON.stringify(join(folder, 'node-gyp.js'))});
else if (process.env.FAKE_NPM === 'offline') { console.error('npm error code ENOTFOUND'); process.exit(1); }
else {
  const name = process.argv.at(-1).replace(/@[\\d.]+$/, '');
  mkdirSync('node_modules/' + name, { recursive: true });
  writeFileSync('node_modules/' + name + '/package.json', JSON.stringify({ name, main: 'index.js', binary: { napi_versions: [3, 8, 99] } }));
  writeFileSync('node_modules/' + name + '/index.js', ${JSON.stringify(fakePackage)});
}
`;

/** "Compiles" where headers and libraries are where the real one looks for them. */
const fakeNodeGyp = (folder: string) => `
const { appendFileSync, mkdirSync, statSync, writeFileSync } = require('node:fs');
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify(['node-gyp', ...process.argv.slice(2)]) + '\\n');
console.log('noise of make');
if (process.env.FAKE_GYP === 'failing') { console.error('binding/tfjs_backend.cc:1: error: no such thing'); process.exit(1); }
for (const part of ['deps/include/tensorflow/c/c_api.h', 'deps/lib/libtensorflow.so', 'deps/lib/libtensorflow_framework.so']) statSync(part);
const folder = process.argv.find((arg) => arg.startsWith('--module_path=')).slice(14);
mkdirSync(folder, { recursive: true });
mkdirSync('build');
writeFileSync(folder + '/tfjs_binding.node', 'compiled');
`;

export interface FakeTools {
  readonly packages: EnginePackages;
  /** Command lines of npm and node-gyp so far. */
  calls(): Promise<string[][]>;
}

/** The real adapter on a PATH that has an npm, a node-gyp and build tools of its own; nothing comes from a network. */
export async function fakeTools(environment: Readonly<Record<string, string>> = {}, tools: readonly string[] = ['npm', 'g++', 'make', 'python3']): Promise<FakeTools> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'node-gyp.js'), fakeNodeGyp(folder));
  for (const tool of tools) {
    await writeFile(join(folder, tool), tool === 'npm' ? fakeNpm(folder) : '');
    await chmod(join(folder, tool), 0o755);
  }
  return {
    packages: createEnginePackages({ PATH: folder, ...environment }, { run: runChild, node: process.execPath, platform: 'linux', arch: 'x64', fetch }),
    calls: async () => (await readFile(join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').slice(0, -1).map((line) => JSON.parse(line) as string[]),
  };
}

/** Files of TensorFlow's C libraries as their archive has them. */
export const libraryFiles = (version = '2.9.1'): TarEntry[] => [
  { name: './include/tensorflow/c/c_api.h', content: '// header' },
  { name: './lib/libtensorflow.so', type: 'symlink', linkname: 'libtensorflow.so.2' },
  { name: './lib/libtensorflow.so.2', type: 'symlink', linkname: 'libtensorflow.so.2.9.1' },
  { name: './lib/libtensorflow.so.2.9.1', content: version },
  { name: './lib/libtensorflow_framework.so.2', content: 'framework' },
  { name: './LICENSE', content: 'licence' },
];

export type TarEntry = Partial<Header> & { readonly name: string; readonly content?: string };

/** @returns the bytes of a tar.gz */
export async function aTarGz(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...header } of entries) tar.entry(header, content ?? '');
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}

export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** A web server on this machine. @returns its address, ending in `/`, and the paths that were asked for */
export async function aMirror(answer: RequestListener): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { url: `http://127.0.0.1:${address.port}/`, asked };
}

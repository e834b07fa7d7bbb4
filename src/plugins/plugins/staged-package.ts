import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { AvtoolError } from '../../contract/index.js';
import { parseManifest } from '../../contract/plugin-management.js';
import type { PluginManifest } from '../../contract/plugin-management.js';
import { runNpm } from './npm/run-npm.js';
import type { NpmOptions } from './npm/run-npm.js';
import type { WantedPlugin } from './wanted-plugin.js';

/** A package that has been fetched and not run. */
export interface FetchedPackage {
  readonly tarball: string;
  readonly manifest: PluginManifest;
  /** Paths inside the package. */
  readonly files: readonly string[];
  /** Ids of the commands that its oclif manifest lists, where it has one. */
  readonly listedCommands: readonly string[] | undefined;
  readonly unpackedBytes: number;
}

/** A fetched package, and what would come with it. */
export interface StagedPackage extends FetchedPackage {
  /** Everything that comes with it, itself included. */
  readonly packages: number;
  /** Packages whose installation runs scripts. */
  readonly withScripts: readonly string[];
}

/** A `package.json` of more is no description of a package. */
const manifestBytes = 1 << 20;

/** Fetches a package into an empty folder without running any of its scripts. @throws AvtoolError as {@link runNpm} */
export async function fetchPackage({ spec }: WantedPlugin, options: NpmOptions): Promise<FetchedPackage> {
  const packed = await runNpm(['pack', spec, '--ignore-scripts', `--pack-destination=${options.folder}`], options);
  const tarball = join(options.folder, tarballIn(packed, spec));
  const content = await readTarball(tarball);
  const listed = content.texts.get('oclif.manifest.json');
  return {
    tarball,
    manifest: parseManifest(content.texts.get('package.json') ?? '', 'package.json'),
    files: content.files,
    listedCommands: listed === undefined ? undefined : Object.keys((JSON.parse(listed) as { readonly commands?: object }).commands ?? {}),
    unpackedBytes: content.bytes,
  };
}

/** Finds out what would come with a package, still without running anything. @param options of the folder it was fetched into */
export async function withDependencies(fetched: FetchedPackage, options: NpmOptions): Promise<StagedPackage> {
  const { manifest, tarball } = fetched;
  if (!needsOthers(manifest.content)) return { ...fetched, packages: 1, withScripts: [] };
  await writeFile(join(options.folder, 'package.json'), JSON.stringify({ private: true, dependencies: { [manifest.name]: `file:${tarball}` } }));
  await runNpm(['install', '--package-lock-only', '--ignore-scripts', '--omit=dev', '--legacy-peer-deps'], options);
  const lock = JSON.parse(await readFile(join(options.folder, 'package-lock.json'), 'utf8')) as { readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>> };
  const packages = Object.entries(lock.packages).filter(([place]) => place !== '');
  return {
    ...fetched,
    packages: packages.length,
    withScripts: packages.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)),
  };
}

const needsOthers = (content: PluginManifest['content']): boolean => ['dependencies', 'optionalDependencies'].some((kind) => Object.keys(content[kind] ?? {}).length > 0);

function tarballIn(packed: unknown, spec: string): string {
  const [first] = Array.isArray(packed) ? (packed as readonly unknown[]) : [];
  if (typeof first === 'object' && first !== null && 'filename' in first && typeof first.filename === 'string') return first.filename;
  throw new AvtoolError({ code: 'PLUGIN_NPM', message: `npm packed ${spec} without saying into which file.`, exitCode: 1 });
}

async function readTarball(path: string): Promise<{ files: string[]; texts: Map<string, string>; bytes: number }> {
  const files: string[] = [];
  const texts = new Map<string, string>();
  let bytes = 0;
  for await (const entry of createReadStream(path).pipe(createGunzip()).pipe(extract())) {
    const { name, size = 0, type } = entry.header;
    // npm puts everything below one folder, usually `package`.
    const inside = name.slice(name.indexOf('/') + 1);
    bytes += size;
    if (type === 'file') files.push(inside);
    if ((inside === 'package.json' || inside === 'oclif.manifest.json') && size <= manifestBytes) {
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part as Buffer);
      texts.set(inside, Buffer.concat(parts).toString('utf8'));
    } else entry.resume();
  }
  return { files, texts, bytes };
}

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AvtoolError } from '../../contract/index.js';

/** Where a plugin is to come from; `spec` is what npm takes. */
export interface WantedPlugin {
  readonly kind: 'registry' | 'tarball' | 'folder' | 'git';
  readonly spec: string;
}

const packageName = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(@[\w.~^<>=*|-]+)?$/i;
const gitAddress = /^(git\+|git:|github:|gitlab:|bitbucket:|git@)|\.git(#.*)?$/;
const gitShorthand = /^[\w-]+\/[\w.-]+(#.*)?$/;

/** Tells apart what `plugins:install` takes. @throws AvtoolError PLUGIN_SPEC, PLUGIN_FILE_MISSING */
export async function wantedPlugin(given: string): Promise<WantedPlugin> {
  if (gitAddress.test(given)) return { kind: 'git', spec: given };
  if (/^https?:/.test(given)) return { kind: 'tarball', spec: given };
  // As with npm: a bare name is a package, though a folder of that name stands here.
  if (packageName.test(given) && !given.endsWith('.tgz')) return { kind: 'registry', spec: given };
  const path = given.startsWith('file:') ? given.slice('file:'.length) : given;
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isDirectory()) return { kind: 'folder', spec: resolve(path) };
  if (entry?.isFile()) return { kind: 'tarball', spec: resolve(path) };
  if (given.startsWith('file:') || /^\.{0,2}[/\\]|\.(tgz|tar\.gz)$/.test(given)) {
    throw new AvtoolError({ code: 'PLUGIN_FILE_MISSING', message: 'There is no such file or folder.', where: path, fix: 'Give a package name, a tarball (.tgz), a folder or a git address.', exitCode: 2 });
  }
  if (gitShorthand.test(given)) return { kind: 'git', spec: `github:${given}` };
  throw new AvtoolError({ code: 'PLUGIN_SPEC', message: `${given} is no package name, tarball, folder or git address.`, fix: 'For example: avtool plugins:install avtool-plugin-mydata', exitCode: 2 });
}

/** How the data folder records where a plugin came from: nothing for the registry, which updates follow by tag. */
export function recordedAddress({ kind, spec }: WantedPlugin): string | undefined {
  if (kind === 'registry') return undefined;
  return kind === 'git' || /^https?:/.test(spec) ? spec : pathToFileURL(spec).href.replace('file://', 'file:');
}

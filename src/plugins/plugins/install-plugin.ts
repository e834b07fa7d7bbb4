import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AvtoolError } from '../../contract/index.js';
import { changePluginRecords, isInstalled, isPlugin, rememberPlugin } from '../../contract/plugin-management.js';
import type { PluginRecord } from '../../contract/plugin-management.js';
import { inspectAfresh } from './inspection.js';
import type { Inspection } from './inspection.js';
import { installationPlan, planLines } from './installation-plan.js';
import type { InstallationPlan } from './installation-plan.js';
import { runNpm } from './npm/run-npm.js';
import { fetchPackage, withDependencies } from './staged-package.js';
import type { FetchedPackage } from './staged-package.js';
import { recordedAddress } from './wanted-plugin.js';
import type { WantedPlugin } from './wanted-plugin.js';

export interface Installer {
  readonly dataFolder: string;
  readonly registry: string | undefined;
  readonly signal: AbortSignal;
  /** Packages that come with avtool. */
  readonly taken: ReadonlySet<string>;
  /** @throws AvtoolError when the user does not want it */
  consent(lines: readonly string[]): Promise<void>;
}

export interface Installed {
  readonly plan: InstallationPlan;
  readonly inspection: Inspection;
}

/** Whether a fetched package is wanted at all; `undefined` ends the installation quietly. */
export type Wanted = (fetched: FetchedPackage) => boolean;

const fetchSeconds = 120;
const installSeconds = 600;

/**
 * Fetches, tells what would run, asks, installs, and looks whether the plugin works; one that does not is removed again.
 * @param dryRun only tells
 * @returns what was (or would be) installed; `undefined` when `wanted` says no
 */
export async function installPlugin(wanted: WantedPlugin, from: string, installer: Installer, options: { readonly dryRun: boolean; readonly when?: Wanted }): Promise<InstallationPlan | Installed | undefined> {
  const stage = await mkdtemp(join(tmpdir(), 'avtool-plugin-'));
  try {
    const npm = { folder: stage, signal: installer.signal, registry: installer.registry, purpose: `fetch ${from}`, boundSeconds: fetchSeconds };
    const fetched = await fetchPackage(wanted, npm);
    if (options.when !== undefined && !options.when(fetched)) return undefined;
    refuseOthers(fetched, installer.taken);
    const plan = installationPlan(await withDependencies(fetched, npm), from, wanted.kind === 'git');
    if (options.dryRun) return plan;
    await installer.consent(planLines(plan));
    return { plan, inspection: await settle(wanted, fetched, installer) };
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** Removes the plugin's files, unless they are the user's own, and its record. */
export async function removePlugin(name: string, { dataFolder, registry, signal }: Pick<Installer, 'dataFolder' | 'registry' | 'signal'>): Promise<void> {
  if (await isInstalled(dataFolder, name)) await runNpm(['uninstall', name, '--legacy-peer-deps'], { folder: dataFolder, signal, registry, purpose: `remove ${name}`, boundSeconds: installSeconds });
  await changePluginRecords(dataFolder, (records) => records.filter((other) => other.name !== name));
}

function refuseOthers({ manifest }: FetchedPackage, taken: ReadonlySet<string>): void {
  if (taken.has(manifest.name)) throw new AvtoolError({ code: 'PLUGIN_TAKEN', message: `avtool itself brings a plugin called ${manifest.name}.`, exitCode: 2 });
  if (!isPlugin(manifest)) throw new AvtoolError({ code: 'PLUGIN_INVALID', message: `The package ${manifest.name} is no plugin of avtool: its package.json has neither avtool.plugin nor oclif.`, exitCode: 2 });
}

async function settle(wanted: WantedPlugin, fetched: FetchedPackage, installer: Installer): Promise<Inspection> {
  const { name, version } = fetched.manifest;
  const { dataFolder, registry, signal } = installer;
  await changePluginRecords(dataFolder, (records) => records);
  const npm = { folder: dataFolder, signal, registry, purpose: `install ${name}`, boundSeconds: installSeconds };
  await runNpm(['install', await specOf(wanted, fetched, dataFolder), '--save-exact', '--omit=dev', '--legacy-peer-deps'], npm);
  const url = recordedAddress(wanted);
  const tag = /.@(.+)$/.exec(wanted.spec)?.[1] ?? 'latest';
  const record: PluginRecord = { name, type: 'user', ...(url === undefined ? { tag } : { url }) };
  await changePluginRecords(dataFolder, (records) => [...records.filter((other) => other.name !== name), record]);
  const inspection = await inspectAfresh(name, signal);
  if (inspection.fault === null) {
    await rememberPlugin(dataFolder, { name, install: url ?? name, brings: inspection.contents ?? {}, commands: inspection.commands });
    return inspection;
  }
  await removePlugin(name, installer);
  throw new AvtoolError({ code: 'PLUGIN_BROKEN', message: `Plugin ${name} ${version} was removed again: ${inspection.fault.reason}.`, fix: 'Tell its author, or install another version.', exitCode: 3 });
}

/** What is installed is what was shown: that version of the registry, that very tarball; only git packages are fetched and built again. */
async function specOf(wanted: WantedPlugin, { tarball, manifest }: FetchedPackage, dataFolder: string): Promise<string> {
  if (wanted.kind === 'git') return wanted.spec;
  if (wanted.kind === 'registry') return `${manifest.name}@${manifest.version}`;
  // npm goes on asking for the file, so it stays beside the plugins.
  const kept = join(dataFolder, 'tarballs', basename(tarball));
  await mkdir(join(dataFolder, 'tarballs'), { recursive: true });
  await copyFile(tarball, kept);
  return `file:${kept}`;
}

import type { ConfigurationValues } from '../domain/ports/configuration.js';
import type { ConfigurationReading } from '../domain/ports/configuration-files.js';
import { mediaToolNames } from '../domain/ports/machine.js';
import type { Machine, MediaToolName } from '../domain/ports/machine.js';
import { withoutSecrets } from '../domain/secret-values.js';
import { probed } from './doctor-finding.js';
import type { Finding, FindingOf, Probe } from './doctor-finding.js';
import { folderFindings } from './doctor-folders.js';
import type { WatchedFolder } from './doctor-folders.js';
import { doctorLines } from './doctor-text.js';
import type { EngineListing } from './engine-listing.js';
import type { PluginRegistry } from './plugin-registry.js';
import type { UseCaseReport } from './use-case-requests.js';
import { validateConfiguration } from './validate-configuration.js';

export interface DoctorReport extends UseCaseReport {
  /** Everything that is needed works. */
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
  /** A look had not ended in its time; its work may keep the process. */
  readonly hung: boolean;
}

export interface DoctorRequest {
  /** Of programs, e.g. `{ avtool, node }`, and the platform. */
  readonly versions: Readonly<Record<string, string>>;
  readonly oldestNode: readonly [major: number, minor: number];
  readonly values: ConfigurationValues;
  readonly readConfiguration: () => Promise<ConfigurationReading>;
  readonly plugins: Pick<PluginRegistry, 'dataset' | 'task' | 'size' | 'adapter' | 'statuses'>;
  readonly engineNames: () => Promise<readonly string[]>;
  readonly engines: (name: string) => Promise<readonly EngineListing[]>;
  readonly machine: () => Promise<Machine>;
  readonly folders: readonly WatchedFolder[];
  /** Time of one look; an engine gets four times that, because its libraries are large. */
  readonly probeSeconds: number;
}

/** Looks at everything that avtool works with, each thing by itself: one that throws or hangs is a line of the report. Exit code 1 when something needed is broken. */
export async function diagnose(request: DoctorRequest): Promise<DoctorReport> {
  const findings: Finding[] = [];
  let hung = false;
  const look = async (topic: string, probes: readonly Probe[]): Promise<void> => {
    for (const probe of probes) {
      const { findings: found, hung: late } = await probed(probe);
      hung ||= late;
      findings.push(...found.map((finding) => ({ topic, ...finding })));
    }
  };
  const { probeSeconds: seconds } = request;
  await look('Versions', [{ name: 'versions', seconds, otherwise: 'warning', look: () => Promise.resolve(versionFindings(request)) }]);
  await look('Plugins', [{ name: 'plugins', seconds: 4 * seconds, otherwise: 'broken', look: () => pluginFindings(request) }]);
  await look('Configuration', [{ name: 'configuration', seconds, otherwise: 'broken', look: () => configurationFindings(request) }]);
  await look('Engines', await engineProbes(request));
  await look('Video', mediaToolNames.map((name) => ({ name, seconds, otherwise: isNeeded(name, request) ? 'broken' : 'absent', look: () => mediaFindings(name, request) })));
  settleMedia(findings, request.values.media.decoder);
  await look('Folders', request.folders.map((folder) => ({ name: folder.name, seconds, otherwise: 'broken', look: async (signal) => folderFindings(folder, await (await request.machine()).folder(folder.path, signal)) })));
  const healthy = findings.every(({ grade }) => grade !== 'broken');
  return { healthy, findings, hung, lines: doctorLines(findings), ...(!healthy && { exitCode: 1 }) };
}

function versionFindings({ versions, oldestNode: [major, minor] }: DoctorRequest): FindingOf[] {
  return Object.entries(versions).map(([name, version]) => {
    const [ownMajor, ownMinor] = version.split('.').map(Number);
    const old = name === 'node' && (ownMajor < major || (ownMajor === major && ownMinor < minor));
    return old ? { name, grade: 'broken', text: version, fix: `Install Node ${major}.${minor} or newer.` } : { name, grade: 'ok', text: version };
  });
}

async function pluginFindings({ plugins }: DoctorRequest): Promise<FindingOf[]> {
  return (await plugins.statuses()).map(({ name, version, origin, contents, fault }) => {
    if (fault !== undefined) return { name, grade: origin === 'first-party' ? 'broken' : 'warning', text: `${version}, left out: ${fault.reason}`, fix: fault.fix };
    const brings = Object.entries<readonly string[]>({ ...contents }).flatMap(([kind, names]) => (names.length === 0 ? [] : [`${kind} ${names.join(', ')}`]));
    return { name, grade: 'ok', text: `${version}${origin === 'first-party' ? '' : ` (${origin})`}: ${brings.join('; ')}` };
  });
}

async function configurationFindings({ readConfiguration, plugins, engineNames }: DoctorRequest): Promise<FindingOf[]> {
  const reading = await readConfiguration();
  const { problems } = await validateConfiguration({ reading, plugins, engineNames });
  const files: FindingOf = { name: 'files', grade: 'ok', text: reading.files.length === 0 ? 'none: everything has its default' : reading.files.join(', ') };
  const set = reading.configuration.entries.filter(({ origin }) => origin !== 'default');
  const values = set.map(({ key, value, origin }): FindingOf => ({ name: key, grade: 'ok', text: `${JSON.stringify(withoutSecrets(key, value))}, from ${origin}` }));
  return [files, ...values, ...problems.map(({ code, message, where, fix }): FindingOf => ({ name: where ?? code, grade: 'broken', text: message, ...(fix !== null && { fix }) }))];
}

async function engineProbes({ engineNames, engines, values, probeSeconds }: DoctorRequest): Promise<Probe[]> {
  const listed = await probed({ name: 'engines', seconds: probeSeconds, otherwise: 'broken', look: async () => (await engineNames()).map((name) => ({ name, grade: 'ok', text: '' })) });
  return listed.findings.map((named): Probe => {
    const { name } = named;
    const needed = name === values.engine.train || name === values.engine.infer;
    const look = async (): Promise<FindingOf[]> => (named.grade === 'ok' ? (await engines(name)).flatMap((engine) => engineFindings(engine, needed, values)) : [named]);
    return { name, seconds: 4 * probeSeconds, otherwise: needed ? 'broken' : 'warning', look };
  });
}

function engineFindings(engine: EngineListing, needed: boolean, { engine: { device } }: ConfigurationValues): FindingOf[] {
  const { name } = engine;
  if ('unavailable' in engine) return [{ name, grade: needed ? 'broken' : 'absent', text: `not here: ${engine.unavailable.replace(`the engine ${name} cannot be used: `, '')}`, ...(engine.fix !== undefined && { fix: engine.fix }) }];
  const others = engine.devices.filter((other) => other.missing === undefined && other.name !== engine.device).map((other) => other.name);
  const here: FindingOf = { name, grade: 'ok', text: `${engine.version} on ${[engine.device, ...others].join(', ')}, ${engine.threads === 1 ? '1 thread' : `${engine.threads} threads`}${needed ? '; chosen' : ''}` };
  const absent = engine.devices.flatMap(({ name: other, missing, fix }): FindingOf[] => {
    if (missing === undefined) return [];
    return [{ name: `  ${other}`, grade: needed && other === device ? 'broken' : 'absent', text: missing, ...(fix !== undefined && { fix }) }];
  });
  return [here, ...absent];
}

const isNeeded = (name: MediaToolName, { values }: DoctorRequest): boolean => values.media.decoder === name;

async function mediaFindings(name: MediaToolName, request: DoctorRequest): Promise<FindingOf[]> {
  const tool = await (await request.machine()).mediaTool(name);
  if ('version' in tool) return [{ name, grade: 'ok', text: tool.version }];
  return [{ name, grade: isNeeded(name, request) ? 'broken' : 'absent', text: `not here: ${tool.missing}`, fix: tool.fix }];
}

/** With `auto` one of them is enough: none is broken. */
function settleMedia(findings: Finding[], preference: ConfigurationValues['media']['decoder']): void {
  const tools = findings.filter(({ topic }) => topic === 'Video');
  if (preference !== 'auto' || tools.some(({ grade }) => grade === 'ok')) return;
  for (const tool of tools) findings[findings.indexOf(tool)] = { ...tool, grade: 'broken' };
}

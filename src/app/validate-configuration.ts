import { AvtoolError, isAvtoolError } from '../domain/errors.js';
import type { ConfigurationEntry } from '../domain/ports/configuration.js';
import type { ConfigurationReading } from '../domain/ports/configuration-files.js';
import { modelFaults } from './model-setting-faults.js';
import { unknownName } from './plugin-registry.js';
import type { PluginRegistry } from './plugin-registry.js';
import type { UseCaseReport } from './use-case-requests.js';

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly where: string | null;
  readonly fix: string | null;
}

export interface ValidationReport extends UseCaseReport {
  readonly valid: boolean;
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

export interface ValidationRequest {
  readonly reading: ConfigurationReading;
  readonly plugins: Pick<PluginRegistry, 'dataset' | 'task' | 'size' | 'adapter' | 'statuses'>;
  readonly engineNames: () => Promise<readonly string[]>;
}

/** Everything that is wrong with a configuration: what its sources report, and names that no task, plugin or engine has. */
export async function validateConfiguration({ reading, plugins, engineNames }: ValidationRequest): Promise<ValidationReport> {
  const { entries } = reading.configuration;
  const named = [...(await unknownEngines(entries, engineNames)), ...(await unknownDataset(entries, plugins)), ...(await modelFaults(entries, plugins)).map(({ entry, fault }) => at(entry.origin, fault))];
  const problems = [...reading.problems, ...named].map(({ code, message, where, fix }) => ({ code, message, where: where ?? null, fix: fix ?? null }));
  const checked = reading.files.length > 0 ? reading.files.join(', ') : 'no configuration file';
  if (problems.length === 0) {
    const set = entries.filter(({ origin }) => origin !== 'default').length;
    return { valid: true, files: reading.files, problems, lines: [`valid: ${checked}, ${set === 1 ? '1 value' : `${set} values`} set`] };
  }
  const lines = problems.flatMap(({ code, message, where, fix }) => [`${message}  [${code}]`, ...(where === null ? [] : [`  where  ${where}`]), ...(fix === null ? [] : [`  fix    ${fix}`])]);
  return { valid: false, files: reading.files, problems, lines: [...lines, '', `not valid: ${problems.length === 1 ? '1 problem' : `${problems.length} problems`} (${checked})`], exitCode: 2 };
}

async function unknownEngines(entries: readonly ConfigurationEntry[], engineNames: ValidationRequest['engineNames']): Promise<AvtoolError[]> {
  const chosen = entries.filter(({ key, origin }) => (key === 'engine.train' || key === 'engine.infer') && origin !== 'default');
  if (chosen.length === 0) return [];
  const known = await engineNames();
  return chosen.flatMap(({ value, origin }) => (typeof value !== 'string' || known.includes(value) ? [] : [at(origin, unknownName('engine', value, known))]));
}

async function unknownDataset(entries: readonly ConfigurationEntry[], plugins: Pick<PluginRegistry, 'dataset'>): Promise<AvtoolError[]> {
  const chosen = entries.find(({ key }) => key === 'data.dataset');
  if (typeof chosen?.value !== 'string') return [];
  const { value, origin } = chosen;
  return plugins.dataset(value).then(
    () => [],
    (error: unknown) => {
      if (isAvtoolError(error)) return [at(origin, error)];
      throw error;
    },
  );
}

/** The fault of a name as one of the configuration: where it is set, in sentences. */
function at(origin: string, { code, message, fix, exitCode }: AvtoolError): AvtoolError {
  return new AvtoolError({ code, message: sentence(message), where: origin, ...(fix === undefined ? {} : { fix: sentence(fix) }), exitCode });
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.?]$/.test(text) ? '' : '.');
}

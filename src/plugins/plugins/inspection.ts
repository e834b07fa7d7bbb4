import { spawn } from 'node:child_process';
import type { PluginContents, PluginFault, PluginOrigin } from '../../contract/plugin-management.js';

/** One plugin as it is installed. */
export interface Inspection {
  readonly name: string;
  readonly version: string;
  readonly origin: PluginOrigin;
  readonly folder: string;
  /** Where it came from, when not from a registry. */
  readonly source: string | null;
  readonly contents: PluginContents | null;
  readonly commands: readonly string[];
  readonly hooks: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly fault: PluginFault | null;
}

/**
 * Looks at a plugin with the eyes of a fresh process: nothing of an older version is in its memory, and whatever the plugin does to it stays there.
 * @returns what `plugins:inspect NAME --json` finds
 */
export async function inspectAfresh(name: string, signal: AbortSignal): Promise<Inspection> {
  const stdout = await new Promise<string>((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1], 'plugins:inspect', name, '--json'], { stdio: ['ignore', 'pipe', 'ignore'], signal });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
  const document = JSON.parse(stdout) as { readonly ok: boolean; readonly result: Inspection; readonly error?: { readonly message: string; readonly fix: string } };
  if (document.ok) return document.result;
  throw new Error(`plugins:inspect ${name} failed: ${document.error?.message ?? stdout}`);
}

/** What a plugin brings, in one line. */
export function contentsLine(contents: PluginContents | null, commands: readonly string[]): string {
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['data sets', contents?.datasets ?? []],
    ['tasks', contents?.tasks ?? []],
    ['encoders', contents?.encoders ?? []],
    ['adapter methods', contents?.adapters ?? []],
    ['engines', contents?.engines ?? []],
    ['report sections', contents?.reports ?? []],
    ['commands', commands],
  ];
  const parts = kinds.filter(([, names]) => names.length > 0).map(([kind, names]) => `${kind} ${names.join(', ')}`);
  return parts.length === 0 ? 'nothing' : parts.join('; ');
}

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const executable = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** Why the tests of the built program are skipped, or `undefined`. */
export const notBuilt = existsSync(new URL('../../dist/contract/start-avtool.js', import.meta.url)) ? undefined : 'dist is absent: npm run build';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program under way. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves when stderr holds a line like this; rejects when the program ends before. */
  said(line: RegExp): Promise<void>;
  readonly ended: Promise<Ended & { readonly signal: NodeJS.Signals | null }>;
}

/** Starts the built program with no configuration but the given environment. */
export function launchAvtool(args: readonly string[], folder: string, environment: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [executable, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended & { signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const said = (line: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => line.test(stderr) && resolve();
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`ended without saying ${String(line)}: ${stderr}`)));
      look();
    });
  return { child, said, ended };
}

/** Runs the built program to its end. */
export async function runAvtool(args: readonly string[], folder: string, environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { code, stdout, stderr } = await launchAvtool(args, folder, environment).ended;
  return { code, stdout, stderr };
}

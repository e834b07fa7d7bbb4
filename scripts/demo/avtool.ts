import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** A command line as a person would type it. */
export const commandLine = (args: readonly string[]): string => `avtool ${args.join(' ')}`;

/** Runs one avtool command in the current folder and gives its result. @throws Error with the command's own message when it fails */
export async function avtool(args: readonly string[]): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [program, ...args, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const text = Buffer.concat(output).toString('utf8');
  const document: unknown = text === '' ? undefined : JSON.parse(text);
  if (code !== 0 || !isRecord(document) || !isRecord(document.result)) throw new Error(`${commandLine(args)} ended with exit code ${code}: ${text}`);
  return document.result;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

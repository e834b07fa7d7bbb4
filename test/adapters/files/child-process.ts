import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs a TypeScript file of the tests in a process of its own, which does not outlive the running test. */
export function startScript(script: URL, ...parameters: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(script), ...parameters], { cwd: projectRoot });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** The next line a process writes. */
export async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the process ended without a line');
}

/** Ends a process without any chance to clean up, and waits for its end. */
export async function killHard(child: ChildProcessWithoutNullStreams): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

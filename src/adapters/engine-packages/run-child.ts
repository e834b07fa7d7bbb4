import { spawn } from 'node:child_process';
import { systemCode } from '../files/file-fault.js';

export interface ChildRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** The child is killed after this time: every wait has a bound. */
  readonly timeoutSeconds: number;
}

/** How a child ended; both of its streams are kept here and never printed. */
export interface ChildResult {
  /** `exit code 0` is success; else another exit code, a signal, no end, or the reason why it could not start (`ENOENT`). */
  readonly outcome: string;
  /** The last 64 KiB of it. */
  readonly stdout: string;
  /** The last lines of both streams as they came. */
  readonly lastLines: readonly string[];
}

export type RunChild = (request: ChildRequest) => Promise<ChildResult>;

export const success = 'exit code 0';

const keptCharacters = 64 * 1024;
const keptLines = 15;

/** Runs a program without a shell and without input; it and its own children end with the signal. @throws the signal's reason when aborted */
export const runChild: RunChild = async ({ command, args, cwd, environment, signal, timeoutSeconds }) => {
  signal.throwIfAborted();
  // A group of its own, so that compilers and install helpers end with their parent.
  const grouped = process.platform !== 'win32';
  const child = spawn(command, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, detached: grouped });
  const kill = () => {
    if (child.pid === undefined) return;
    try {
      process.kill(grouped ? -child.pid : child.pid, 'SIGKILL');
    } catch (error) {
      // It has ended already.
      if (systemCode(error) !== 'ESRCH') throw error;
    }
  };
  let stdout = '';
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-keptCharacters);
    log = (log + text).slice(-keptCharacters);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-keptCharacters);
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, timeoutSeconds * 1000);
  signal.addEventListener('abort', kill);
  try {
    const outcome = await new Promise<string>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      child.once('close', (code, signalName) => resolve(code === null ? `signal ${signalName}` : `exit code ${code}`));
    });
    signal.throwIfAborted();
    const lastLines = log.split(/[\r\n]+/).filter((line) => line.trim() !== '').slice(-keptLines);
    return { outcome: late ? `no end after ${timeoutSeconds} s` : outcome, stdout, lastLines };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
};

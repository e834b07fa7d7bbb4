import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How a child ended when it did not end well; `message` holds its last log lines. */
export class CommandFailure extends Error {
  constructor(
    readonly command: string,
    /** Exit code, or the signal that ended the child, or why it could not start. */
    readonly outcome: string,
    readonly logLines: readonly string[],
  ) {
    super([`${command} ended with ${outcome}`, ...logLines].join('\n'));
    this.name = 'CommandFailure';
  }
}

export interface CommandOptions {
  /** Fed to standard input. */
  readonly input?: AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal;
  /** The child is killed after this time: every wait has a bound. */
  readonly timeoutSeconds: number;
}

const keptLogLines = 10;
const longestLogCharacters = 8192;

/** Runs a program without a shell and gives its standard output.
 *  @throws CommandFailure  @throws the signal's reason when aborted */
export const runCommand = async (command: string, args: readonly string[], options: CommandOptions): Promise<Buffer> => {
  options.signal?.throwIfAborted();
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  const started = new Promise<string | undefined>((resolve) => {
    child.once('spawn', () => resolve(undefined));
    child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  const notStarted = await started;
  if (notStarted) throw new CommandFailure(command, notStarted, []);

  const outcome = new Promise<string>((resolve) => {
    child.once('exit', (code, signalName) => resolve(code === null ? `signal ${signalName}` : `exit code ${code}`));
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, options.timeoutSeconds * 1000);
  const abort = (): void => void child.kill('SIGKILL');
  options.signal?.addEventListener('abort', abort);
  try {
    const [output, log, inputError, how] = await Promise.all([
      collect(child.stdout),
      lastLines(child.stderr),
      feed(options.input, child.stdin),
      outcome,
    ]);
    options.signal?.throwIfAborted();
    if (late) throw new CommandFailure(command, `no end after ${options.timeoutSeconds} s`, log);
    if (how !== 'exit code 0') throw new CommandFailure(command, how, log);
    if (inputError) throw inputError;
    return output;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', abort);
    child.kill('SIGKILL');
  }
};

const collect = async (stream: Readable): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const lastLines = async (stream: Readable): Promise<string[]> => {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text = (text + chunk).slice(-longestLogCharacters);
  return text.split(/[\r\n]+/).filter((line) => line.trim() !== '').slice(-keptLogLines);
};

/** @returns the error of the source of the input. A child that stops reading is no error here: its exit code says why. */
const feed = async (input: AsyncIterable<Uint8Array> | undefined, stdin: NodeJS.WritableStream): Promise<Error | undefined> => {
  try {
    await pipeline(Readable.from(input ?? [], { objectMode: true }), stdin);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return new Error(String(error));
    const closed = 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE');
    return closed ? undefined : error;
  }
};

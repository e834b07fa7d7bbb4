import type { Json } from '../../domain/ports/run-store.js';
import type { Failure } from './failure.js';

export interface OutputStream {
  write(chunk: string): boolean;
}

/** Marks every JSON document; raised when a member changes its meaning or goes. */
const SCHEMA = 1;

/** The document of a command that did what it was asked to. */
export function successDocument(command: string, result: Json): string {
  return `${JSON.stringify({ schema: SCHEMA, ok: true, command, result })}\n`;
}

/** The document of a command that failed; an interrupted one also says how far it came. */
export function failureDocument(failure: Failure, result?: Json): string {
  const { code, message, where, fix } = failure;
  return `${JSON.stringify({ schema: SCHEMA, ok: false, error: { code, message, where: where ?? null, fix: fix ?? null }, ...(result === undefined ? {} : { result }) })}\n`;
}

export interface FailureTextOptions {
  readonly verbose: boolean;
  readonly colour: boolean;
  /** Added to bugs: program version and platform. */
  readonly program: string;
}

/** What, where and how to repair, for people (conventions §7). */
export function failureText(failure: Failure, options: FailureTextOptions): string {
  const title = options.colour ? '\u001b[31mError:\u001b[39m' : 'Error:';
  const lines = [`${title} ${failure.message}  [${failure.code}]`];
  if (failure.where !== undefined) lines.push(`  where  ${failure.where}`);
  if (failure.fix !== undefined) lines.push(`  fix    ${failure.fix}`);
  if (failure.bug) lines.push(`  on     ${options.program}`);
  if (options.verbose && failure.stack !== undefined) lines.push(failure.stack);
  return `${lines.join('\n')}\n`;
}

/**
 * Sends everything that is written to stdout to stderr until `release`, so that stdout carries one document only.
 * @returns `write`, the way past the guard
 */
export function guardStdout(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): { write(document: string): void; release(): void } {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- bound below and put back unchanged
  const original = stdout.write;
  const redirected: typeof stdout.write = (...args: unknown[]) => Reflect.apply(stderr.write.bind(stderr), stderr, args) as boolean;
  stdout.write = redirected;
  return {
    write: (document) => void original.call(stdout, document),
    release: () => {
      stdout.write = original;
    },
  };
}

/** A reader that closes early (`| head`) is a quiet end, not an error. */
export function endQuietlyOnBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}

import { Command } from '@oclif/core';
import type { Interfaces } from '@oclif/core';
import { join } from 'node:path';
import type { EngineListing } from '../../app/engine-listing.js';
import type { PluginRegistry } from '../../app/plugin-registry.js';
import type { Services } from '../../app/services.js';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import { AvtoolError } from '../../domain/errors.js';
import type { Configuration } from '../../domain/ports/configuration.js';
import type { ConfigurationFiles } from '../../domain/ports/configuration-files.js';
import type { Machine } from '../../domain/ports/machine.js';
import type { Json } from '../../domain/ports/run-store.js';
import { failureOf } from './failure.js';
import { flagOverrides, outputFlags } from './flags.js';
import { dieOf, exitCodeOfSignal, watchInterruptions } from './interruption.js';
import { failureDocument, failureText, guardStdout, successDocument } from './output.js';
import { pluginSources } from './plugin-sources.js';

export type Flags<T extends typeof Command> = Interfaces.InferredFlags<(typeof AvtoolCommand)['baseFlags'] & T['flags']>;
export type Args<T extends typeof Command> = Interfaces.InferredArgs<T['args']>;

/** What a command works with besides its flags. */
export interface CommandContext {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly configuration: Configuration;
  readonly configurationFiles: ConfigurationFiles;
  readonly plugins: PluginRegistry;
  /** What computes here; an engine that cannot be loaded says why. */
  readonly engines: (name?: string) => Promise<readonly EngineListing[]>;
  /** Names of all engines; nothing is started. */
  readonly engineNames: () => Promise<readonly string[]>;
  /** Folders and programs of this machine. */
  readonly machine: () => Promise<Machine>;
  /** Adapters are loaded by this call, so that a command that needs none starts fast. */
  readonly services: () => Promise<Services>;
}

interface ParsedCommandLine {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Base of all commands: parse, one use case, one value. Owns everything that is printed and the exit code;
 * a command returns what it found and never writes to stdout itself.
 */
export abstract class AvtoolCommand<T extends typeof Command, Report extends UseCaseReport = UseCaseReport> extends Command {
  static override baseFlags = outputFlags;

  /** Commands that mend a configuration work with a faulty one. */
  protected readonly worksWithFaultyConfiguration: boolean = false;

  private parsedLine: ParsedCommandLine | undefined;

  protected abstract execute(context: CommandContext): Promise<Report>;

  /** The command line that goes on after an interruption. */
  protected continuation(added: readonly string[] = []): string {
    return [this.config.bin, this.id ?? '', ...this.argv, ...added].map(shellWord).join(' ');
  }

  protected get flags(): Flags<T> {
    return this.line.flags as Flags<T>;
  }

  protected get args(): Args<T> {
    return this.line.args as Args<T>;
  }

  private get line(): ParsedCommandLine {
    if (this.parsedLine === undefined) throw new Error('the command line has not been parsed yet');
    return this.parsedLine;
  }

  /** Prints the result or the failure and sets the exit code; never throws. */
  async run(): Promise<void> {
    const { stdout, stderr } = process;
    const json = this.argv.includes('--json');
    const guard = json ? guardStdout(stdout, stderr) : undefined;
    const watch = watchInterruptions(process, (line) => stderr.write(`${this.freshLine(stderr)}${line}\n`), dieOf);
    const fail = (error: unknown, result?: Json) => {
      const failure = failureOf(error);
      process.exitCode = failure.exitCode;
      if (guard !== undefined) guard.write(failureDocument(failure, result));
      else stderr.write(this.freshLine(stderr) + failureText(failure, { verbose: this.argv.includes('--verbose'), colour: this.colour(stderr), program: this.program() }));
    };
    try {
      const report = await this.parseAndExecute(watch.signal);
      const { lines, exitCode, ...result } = report;
      if (exitCode !== undefined) process.exitCode = exitCode;
      if (guard === undefined) stdout.write(lines.map((line) => `${line}\n`).join(''));
      if (report.stopped === 'interrupted') {
        fail(new AvtoolError({ code: 'INTERRUPTED', message: 'Interrupted; everything up to here is saved.', fix: `go on with: ${this.continuation()}`, exitCode: 1 }), asJson(result));
        process.exitCode = exitCodeOfSignal(watch.stopSignal ?? 'SIGINT');
      } else guard?.write(successDocument(this.id ?? '', asJson(result)));
    } catch (error) {
      fail(error);
    } finally {
      watch.stop();
      guard?.release();
    }
  }

  private async parseAndExecute(signal: AbortSignal): Promise<Report> {
    const { flags, args } = await this.parse(this.ctor);
    this.parsedLine = { flags, args };
    const { openSession } = await import('../../app/compose.js');
    const session = await openSession({
      workingFolder: process.cwd(),
      environment: process.env,
      stderr: process.stderr,
      silent: flags.quiet === true || flags.json === true,
      colour: this.colour(process.stderr),
      flags: flagOverrides(flags),
      settings: Array.isArray(flags.set) ? flags.set.map(String) : [],
      ...(this.worksWithFaultyConfiguration && { faultyConfiguration: 'left out' }),
      plugins: pluginSources(this.config),
      enginesFolder: join(this.config.dataDir, 'engines'),
      versions: { avtool: this.config.version, node: process.versions.node },
    });
    try {
      return await this.execute({ signal, configuration: session.configuration, configurationFiles: session.configurationFiles, plugins: session.plugins, services: () => session.services(), engines: (name) => session.engines(name), machine: () => session.machine(), engineNames: () => session.engineNames() });
    } finally {
      await session.dispose();
    }
  }

  /** Clears a progress line that may stand there. */
  private freshLine(stream: NodeJS.WriteStream): string {
    return stream.isTTY && process.env.TERM !== 'dumb' ? '\r\u001b[2K' : '';
  }

  private colour(stream: NodeJS.WriteStream): boolean {
    const { NO_COLOR, TERM } = process.env;
    return stream.isTTY && (NO_COLOR ?? '') === '' && TERM !== 'dumb' && !this.argv.includes('--no-color');
  }

  private program(): string {
    return `${this.config.name} ${this.config.version}, Node ${process.versions.node}, ${process.platform}-${process.arch}`;
  }
}

/** One word of a command line that can be pasted into a shell. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Checks by writing and reading that a report is plain data. */
function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

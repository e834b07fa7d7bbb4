import { AvtoolError } from '../domain/errors.js';
import type { ConfigurationFiles, ConfigurationFormat, ConfigurationScope } from '../domain/ports/configuration-files.js';
import type { UseCaseReport } from './use-case-requests.js';

export interface InitialiseRequest {
  readonly scope: ConfigurationScope;
  readonly format: ConfigurationFormat;
  /** Replaces the file that is there. */
  readonly force: boolean;
}

export interface InitialiseReport extends UseCaseReport {
  readonly written: readonly string[];
}

/**
 * Writes a configuration file to begin with, and the schema beside it.
 * @throws AvtoolError CONFIG_EXISTS (exit 4) where there is one and `force` is not given, or where another one would stay beside it
 */
export async function initialiseConfiguration(files: ConfigurationFiles, { scope, format, force }: InitialiseRequest): Promise<InitialiseReport> {
  const { configuration, schema } = files.starter(scope, format);
  const there = await files.existing(scope);
  const other = there.find((path) => path !== configuration.path);
  if (other !== undefined) throw exists(other, 'Change that one, or remove it: two files in one folder would contradict each other.');
  if (!force) {
    if (there.length > 0) throw exists(configuration.path, 'Change it, or replace it with --force.');
    const beside = await files.readText(schema.path);
    if (beside !== undefined && beside !== schema.text) throw exists(schema.path, 'It is not the schema of this avtool: replace it with --force.');
  }
  for (const file of [schema, configuration]) await files.writeText(file);
  const written = [configuration.path, schema.path];
  return { written, lines: [...written.map((path) => `wrote ${path}`), 'next  edit it, then avtool config:validate'] };
}

function exists(path: string, fix: string): AvtoolError {
  return new AvtoolError({ code: 'CONFIG_EXISTS', message: 'There is a file already.', where: path, fix, exitCode: 4 });
}

import { AvtoolError, isAvtoolError } from '../domain/errors.js';

/** A plugin's function threw something that is no message to the user: says which plugin, which function, and why. */
export class PluginError extends AvtoolError {
  constructor(
    readonly plugin: string,
    /** The function in the definition, e.g. `datasets.mydata.parse`. */
    readonly hook: string,
    cause: unknown,
  ) {
    super({
      code: 'PLUGIN_FAILED',
      message: `Plugin ${plugin} failed in ${hook}: ${reasonOf(cause)}`,
      where: `plugin ${plugin}, ${hook}`,
      fix: `This is a fault of the plugin: tell its author what the same command prints with --verbose, or run avtool plugins:uninstall ${plugin}.`,
      exitCode: 1,
      cause,
    });
  }
}

/** What a plugin threw, as the host passes it on: messages to the user and ends by signal as they are, everything else named. */
export function passedOn(error: unknown, plugin: string, hook: string): unknown {
  if (error instanceof AvtoolError) return error;
  // Made by the plugin's own copy of the class.
  if (isAvtoolError(error)) {
    const { code, message, where, fix, exitCode } = error;
    return new AvtoolError({ code, message, ...(where === undefined ? {} : { where }), ...(fix === undefined ? {} : { fix }), exitCode, cause: error });
  }
  if (error instanceof Error && error.name === 'AbortError') return error;
  return new PluginError(plugin, hook, error);
}

/** What was thrown, in one line without a full stop at its end. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0].replace(/\.$/, '') || 'it threw an error without a message';
}

import { AvtoolError, nearest } from '../../domain/errors.js';

interface ParseError extends Error {
  readonly parse: { readonly input?: { readonly flags?: Record<string, unknown>; readonly argv?: readonly string[] } };
}

/**
 * oclif's complaints about a command line as errors of ours, with the nearest valid names.
 * Recognised by their form, because a plugin may bring its own copy of oclif.
 */
export function asUsageError(error: unknown, knownCommands: readonly string[]): AvtoolError | undefined {
  if (!(error instanceof Error)) return undefined;
  const unknownCommand = /^command (\S+) not found$/.exec(error.message);
  if (unknownCommand !== null) return commandUnknown(unknownCommand[1], knownCommands);
  if (!isParseError(error)) return undefined;
  if ('flags' in error && Array.isArray(error.flags)) {
    return flagsUnknown(
      error.flags.map(String),
      Object.keys(error.parse.input?.flags ?? {}).map((name) => `--${name}`),
    );
  }
  return new AvtoolError({
    code: 'USAGE',
    message: sentenceOf(error.message),
    fix: 'The same command with --help lists what it takes.',
    exitCode: 2,
    cause: error,
  });
}

function isParseError(error: Error): error is ParseError {
  return 'parse' in error && typeof error.parse === 'object' && error.parse !== null;
}

/** Without terminal colours and without oclif's own pointer to the help. */
function sentenceOf(message: string): string {
  return message
    .replace(/\u001b\[[0-9;]*m/g, '')
    .replace(/\nSee more help with --help$/, '')
    .replace(/^The following errors? occurred:\n\s*/, '')
    .replace(/:\n\s*/, ': ')
    .replace(/\n\s*/g, '; ');
}

function commandUnknown(given: string, known: readonly string[]): AvtoolError {
  const suggestions = nearest(given, known);
  const topic = given.split(':')[0];
  const ofTopic = known.filter((id) => id.startsWith(`${topic}:`));
  return new AvtoolError({
    code: 'COMMAND_UNKNOWN',
    message: `There is no command ${given}.`,
    fix: suggestionLine(suggestions, ofTopic.length > 0 ? ofTopic : known),
    exitCode: 2,
  });
}

function flagsUnknown(given: readonly string[], known: readonly string[]): AvtoolError {
  const [first] = given;
  return new AvtoolError({
    code: 'FLAG_UNKNOWN',
    message: given.length === 1 ? `There is no flag ${first} here.` : `There are no flags ${given.join(', ')} here.`,
    fix: suggestionLine(
      given.flatMap((flag) => nearest(flag, known)),
      known,
    ),
    exitCode: 2,
  });
}

/** "Did you mean …?" for near names, else everything that would do. */
export function suggestionLine(suggestions: readonly string[], known: readonly string[]): string {
  return suggestions.length > 0 ? `Did you mean ${suggestions.join(' or ')}?` : `Known: ${known.join(', ')}.`;
}

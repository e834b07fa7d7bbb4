import { AvtoolError } from '../../domain/errors.js';
import type { FlagOverride } from '../../domain/ports/configuration.js';
import type { Json } from '../../domain/ports/run-store.js';
import { isSecretName } from '../../domain/secret-values.js';
import type { Report } from './file-content.js';
import { environmentNames, modelKeyOf } from './key-names.js';
import { keysOfGroups, schemaOfKey } from './schema.js';
import { settingsOfValue } from './setting.js';
import type { Setting } from './setting.js';

/** `--set key=value`; of two for one key the later counts. */
export function settingsOfSet(assignments: readonly string[], report: Report): Setting[] {
  return assignments.flatMap((assignment) => {
    const equals = assignment.indexOf('=');
    if (equals < 1) {
      const shown = isSecretName(/^[\w.]*/.exec(assignment)?.[0] ?? '') ? '***' : assignment;
      report(new AvtoolError({ code: 'SET_SYNTAX', message: `--set takes KEY=VALUE, not ${shown}.`, fix: 'For example --set train.accumulate=2', exitCode: 2 }));
      return [];
    }
    const key = assignment.slice(0, equals);
    return settingsOfValue(key, typed(key, assignment.slice(equals + 1)), () => '--set', report);
  });
}

export function settingsOfFlags(flags: readonly FlagOverride[]): Setting[] {
  return flags.map(({ key, value, flag }) => ({ key, value: typed(key, value), origin: `flag ${flag}` }));
}

/** Names that oclif reads and that are no configuration of avtool; names of folders (`AVTOOL_DATA_DIR`, `AVTOOL_CLIPS_DIR`) are oclif's and the tests'. */
const foreignNames = /^AVTOOL_(\w+_DIR|BINPATH|COLUMNS|DEBUG|DISABLE_\w+|NPM_REGISTRY|REDIRECTED|S3_\w+|SKIP_\w+|THEME_FILE)$/;

/** `AVTOOL_GROUP__NAME`. Unknown names keep their form for the message, so that no misspelt one is passed over in silence. */
export function settingsOfEnvironment(environment: Readonly<Record<string, string | undefined>>, report: Report): Setting[] {
  return Object.entries(environment).flatMap(([name, text]) => {
    if (!name.startsWith('AVTOOL_') || text === undefined || foreignNames.test(name)) return [];
    const key = environmentNames.get(name) ?? modelKeyOf(name) ?? name;
    return settingsOfValue(key, typed(key, text), () => `environment ${name}`, report);
  });
}

/** Text as the schema of its key wants it: JSON where the key takes it, else the text itself. */
function typed(key: string, text: string): Json {
  if (keysOfGroups.has(key) || key.startsWith('model.')) return jsonOrText(text); // Settings of the model may be anything: `true` and `4` are meant as such.
  const schema = schemaOfKey(key);
  return schema === undefined || schema.safeParse(text).success ? text : jsonOrText(text);
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

import { AvtoolError } from '../../contract/index.js';

/** What a plugin to be written is called. */
export interface NewPluginName {
  /** Package name, e.g. `@me/avtool-plugin-birds`. */
  readonly package: string;
  /** Name of its data set, e.g. `birds`. */
  readonly dataset: string;
}

const prefix = 'avtool-plugin-';
/** A data set's name is stricter than npm: what follows `--dataset` is a word. */
const form = /^(?<scope>@[a-z0-9~][a-z0-9._~-]*\/)?(?:avtool-plugin-)?(?<dataset>[a-z](?:[a-z0-9-]*[a-z0-9])?)$/;
/** npm's longest package name. */
const longest = 214;

/** `birds`, `avtool-plugin-birds` or `@me/birds`; the prefix is added where it is missing. @throws AvtoolError PLUGIN_NAME (exit 2) */
export function newPluginName(given: string): NewPluginName {
  const { scope = '', dataset } = form.exec(given)?.groups ?? {};
  if (dataset === undefined) {
    const lower = given.toLowerCase();
    const rule = 'Lower-case letters, digits and hyphens between them, a letter first; @SCOPE/ may stand before it.';
    throw fault(`${JSON.stringify(given)} is no name for a plugin.`, lower !== given && form.test(lower) ? `${rule} For example: ${lower}` : rule);
  }
  const name = `${scope}${prefix}${dataset}`;
  if (name.length > longest) throw fault(`The package name would have ${name.length} characters; npm takes ${longest}.`, 'Choose a shorter name.');
  return { package: name, dataset };
}

function fault(message: string, fix: string): AvtoolError {
  return new AvtoolError({ code: 'PLUGIN_NAME', message, fix, exitCode: 2 });
}

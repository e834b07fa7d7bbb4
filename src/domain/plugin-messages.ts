import { AvtoolError } from './errors.js';

/** `first-party`: comes with avtool; `user`: installed; `link`: a folder of the user's. */
export type PluginOrigin = 'first-party' | 'user' | 'link';

/** Why a plugin is left out, and what the user can do about it. */
export interface PluginFault {
  readonly reason: string;
  readonly fix: string;
}

/** What the user can do about a plugin that does not work. */
export function repairOf({ name, origin }: { readonly name: string; readonly origin: PluginOrigin }): string {
  switch (origin) {
    case 'first-party':
      return 'Install avtool again: this plugin comes with it';
    case 'user':
      return `avtool plugins:update ${name}, or avtool plugins:uninstall ${name}`;
    case 'link':
      return `Repair the linked folder, or avtool plugins:uninstall ${name}`;
  }
}

/** One line about a plugin that cannot be used: what, why, and how to repair it. */
export function leftOutLine({ name, version }: { readonly name: string; readonly version: string }, { reason, fix }: PluginFault): string {
  return `Plugin ${name} ${version} is left out: ${reason}. Repair: ${fix.replace(/\.$/, '')}.`;
}

/** Something is asked for that a known plugin would bring. @param what as the sentence begins, e.g. `The data set mydata` */
export function absentPlugin(what: string, { name, install }: { readonly name: string; readonly install: string }): AvtoolError {
  return new AvtoolError({ code: 'PLUGIN_ABSENT', message: `${what} comes with the plugin ${name}, which is not installed.`, fix: `avtool plugins:install ${install}`, exitCode: 3 });
}

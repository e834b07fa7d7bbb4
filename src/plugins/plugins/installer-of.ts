import type { Config } from '@oclif/core';
import { consent } from './consent.js';
import type { ConsentRequest } from './consent.js';
import type { Installer } from './install-plugin.js';

/** How plugins are installed into the data folder of this user. */
export function installerOf(config: Pick<Config, 'dataDir' | 'npmRegistry' | 'getPluginsList'>, signal: AbortSignal, answer: Pick<ConsentRequest, 'given' | 'silent'>): Installer {
  return {
    dataFolder: config.dataDir,
    registry: config.npmRegistry,
    signal,
    taken: new Set(config.getPluginsList().filter(({ type }) => type === 'core').map(({ name }) => name)),
    consent: (lines) => consent({ lines, ...answer, signal }),
  };
}

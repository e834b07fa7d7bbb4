/** What the commands that install and remove plugins work with. */
export { rememberPlugin } from './plugins/known-plugins.js';
export { isPlugin, parseManifest, readManifest } from './plugins/plugin-manifest.js';
export type { PluginManifest } from './plugins/plugin-manifest.js';
export { changePluginRecords, isInstalled, readPluginRecords } from './plugins/plugin-records.js';
export type { PluginRecord } from './plugins/plugin-records.js';
export { acceptedContracts } from '../app/plugin-definition.js';
export type { PluginContents } from '../app/plugin-contents.js';
export type { PluginFault, PluginOrigin } from '../domain/plugin-messages.js';

export type { EncoderBundle, PluginDefinition } from '../app/plugin-definition.js';

import { keysOfGroups } from './schema.js';

/** `AVTOOL_TRAIN__BATCH_SIZE` of `train.batchSize`. */
export function environmentName(key: string): string {
  return `AVTOOL_${key.split('.').map(upper).join('__')}`;
}

/** Every valid key but those of `model`. */
export const knownKeys: readonly string[] = [...keysOfGroups].flatMap(([group, names]) => (names ?? []).map((name) => `${group}.${name}`));

/** Valid environment names with their keys. */
export const environmentNames: ReadonlyMap<string, string> = new Map(knownKeys.map((key) => [environmentName(key), key]));

/** `AVTOOL_MODEL__IMAGE__EMBED_DIM` is `model.image.embedDim`. */
export function modelKeyOf(variable: string): string | undefined {
  const rest = /^AVTOOL_MODEL__(.+)$/.exec(variable)?.[1];
  if (rest === undefined) return undefined;
  const names = rest.split('__').map((part) => part.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()));
  return ['model', ...names].join('.');
}

function upper(name: string): string {
  return name.replace(/([A-Z])/g, '_$1').toUpperCase();
}

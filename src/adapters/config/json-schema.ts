import { z } from 'zod';
import { modelSummary, optionsByKey } from '../../domain/ports/configuration-options.js';
import type { Json } from '../../domain/ports/run-store.js';
import { groupSchemas, schemaOfKey } from './schema.js';

const groupDescriptions: Readonly<Record<keyof typeof groupSchemas, string>> = {
  engine: 'What computes.',
  media: 'Reading and writing of video files.',
  train: 'Training; what is absent is taken from the recipe.',
  data: 'Where clips come from.',
};

/** JSON Schema, draft 2020-12, of a configuration file: every key with its description, unit and default. */
export function configurationJsonSchema(): Json {
  const groups = Object.entries(groupSchemas).map(([group, { shape }]) => [group, groupSchema(group as keyof typeof groupSchemas, Object.keys(shape))] as const);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'avtool configuration',
    description: 'avtool.config.json or .yaml: data, never code.',
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'Where editors find this schema.' },
      ...Object.fromEntries(groups),
      model: { type: ['object', 'null'], description: modelSummary, additionalProperties: true },
    },
    additionalProperties: false,
  };
}

function groupSchema(group: keyof typeof groupSchemas, names: readonly string[]): Json {
  const properties = Object.fromEntries(names.map((name) => [name, keySchema(`${group}.${name}`)]));
  return { type: ['object', 'null'], description: groupDescriptions[group], properties, additionalProperties: false };
}

function keySchema(key: string): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(schemaOfKey(key) ?? z.json(), { io: 'input' }) as Record<string, Json>;
  const option = optionsByKey.get(key);
  if (option === undefined) throw new Error(`the option table lacks ${key}`);
  const { summary, unit, default: value } = option;
  return { ...schema, description: unit === undefined ? summary : `${summary} Unit: ${unit}.`, ...(value === undefined ? {} : { default: value }) };
}

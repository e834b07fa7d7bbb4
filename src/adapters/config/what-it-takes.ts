import { z } from 'zod';
import { schemaOfKey } from './schema.js';

type Schema = z.core.JSONSchema.BaseSchema;

/** The values that a key takes, in words: messages and the documentation say the same as the schema checks. */
export function whatItTakes(key: string): string {
  const schema = schemaOfKey(key);
  return schema === undefined ? 'anything' : inWords(z.toJSONSchema(schema, { io: 'input' }));
}

function inWords(schema: Schema): string {
  const { type, enum: values, const: value, anyOf, oneOf, properties, examples } = schema;
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return choices.map(inWords).join(' or ');
  if (values !== undefined) return `one of ${values.join(', ')}`;
  if (typeof value === 'string') return value;
  if (properties !== undefined) return `{ ${Object.entries(properties).map(([name, part]) => `${name}: ${inWords(part as Schema)}`).join(', ')} }`;
  if (type === 'integer') return bounded('a whole number', schema);
  if (type === 'number') return bounded('a number', schema);
  const [example] = examples ?? [];
  return typeof example === 'string' ? `text such as ${example}` : 'text';
}

function bounded(kind: string, { minimum, exclusiveMinimum }: Schema): string {
  if (exclusiveMinimum !== undefined) return `${kind} above ${exclusiveMinimum}`;
  return minimum === undefined ? kind : `${kind} of at least ${minimum}`;
}

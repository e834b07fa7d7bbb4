import type { Attributes, AttributeValue } from '../tensor.js';

/** A text that is equal for equal attributes alone. */
export function attributesKey(attributes: Attributes): string {
  return Object.keys(attributes)
    .sort()
    .map((name) => `${name}=${attributeKey(attributes[name])}`)
    .join(',');
}

function attributeKey(value: AttributeValue | undefined): string {
  if (typeof value === 'object') return `[${value.map(attributeKey).join(',')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : Object.is(value, -0) ? '-0' : String(value);
}

import { AvtoolError, nearest } from '../errors.js';

/** The value of a task's adapter setting that stands for a model without adapters. */
export const noAdapter = 'none';

/** No plugin brings the method: ADAPTER_UNKNOWN with the nearest names or all of them. */
export function unknownAdapter(name: string, methods: readonly string[]): AvtoolError {
  const known = [...methods, noAdapter];
  const close = nearest(name, known);
  return new AvtoolError({
    code: 'ADAPTER_UNKNOWN',
    message: `No plugin brings the adapter method "${name}".`,
    fix: close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `Known: ${known.join(', ')}.`,
    exitCode: 2,
  });
}

import type { AttributesOf, OperatorName } from '../operators/table.js';
import type { Call, Tensor } from '../tensor.js';

/** A call of one operator of the table, with that operator's attributes. */
export type CallOf<Name extends OperatorName> = Call & { readonly attributes: AttributesOf<Name> };

/** Whether a call is of an operator. Names are unique in the table, so the attributes are those of its entry. */
export const isCallOf = <Name extends OperatorName>(call: Call, name: Name): call is CallOf<Name> => call.operator.name === name;

/** The call that made a tensor, if it is of the operator. */
export function madeBy<Name extends OperatorName>({ origin }: Tensor, name: Name): CallOf<Name> | undefined {
  return origin.kind === 'call' && isCallOf(origin.call, name) ? origin.call : undefined;
}

/** The number that a constant of one element holds. */
export function scalarOf({ origin }: Tensor): number | undefined {
  return origin.kind === 'constant' && origin.value.data.length === 1 ? origin.value.data[0] : undefined;
}

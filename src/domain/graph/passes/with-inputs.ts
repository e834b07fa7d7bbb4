import type { Call, Tensor } from '../tensor.js';

/** The call itself where its inputs are the same, else a copy that reads others of the same types. */
export function withInputs(call: Call, inputs: readonly Tensor[]): Call {
  if (inputs.every((tensor, position) => tensor === call.inputs[position])) return call;
  const outputs: Tensor[] = [];
  const copy: Call = { ...call, inputs, outputs };
  call.outputs.forEach(({ dtype, shape }, output) => outputs.push({ dtype, shape, origin: { kind: 'call', call: copy, output } }));
  return copy;
}

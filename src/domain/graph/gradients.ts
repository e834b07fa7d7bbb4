import { topologicalOrder } from './graph.js';
import { constant } from './leaves.js';
import { add, expand } from './operations.js';
import { elementCount, formatShape } from './shapes.js';
import { GraphError, type Tensor } from './tensor.js';

/**
 * Reverse-mode derivatives as new nodes of the same graph.
 * Only the paths from `wrt` to `loss` are built: a gradient that nobody asked for (a frozen weight's) never exists.
 * @param loss scalar (one element)
 * @param wrt tensors to differentiate for, e.g. the trainable variables
 * @returns one gradient per entry of `wrt`, same shape; `undefined` where the loss does not depend on it
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): (Tensor | undefined)[] {
  if (elementCount(loss.shape) !== 1) throw new GraphError(`gradients need a loss with one element, got shape ${formatShape(loss.shape)}`);
  const { calls } = topologicalOrder([loss]);
  const needed = new Set<Tensor>(wrt);
  for (const call of calls) {
    if (call.operator.gradient !== 'none' && call.inputs.some((tensor) => needed.has(tensor))) call.outputs.forEach((output) => needed.add(output));
  }
  const upstream = new Map<Tensor, Tensor>();
  upstream.set(loss, loss.shape.length === 0 ? constant(1) : expand(constant(1), loss.shape));
  for (const call of [...calls].reverse()) {
    if (call.operator.gradient === 'none') continue;
    const upstreams = call.outputs.map((output) => upstream.get(output));
    const first = upstreams.find((tensor) => tensor !== undefined);
    if (first === undefined || !call.inputs.some((tensor) => needed.has(tensor))) continue;
    const rules = call.operator.gradient({ inputs: call.inputs, outputs: call.outputs, output: call.outputs[0], attributes: call.attributes, upstreams, upstream: first });
    call.inputs.forEach((tensor, position) => {
      const rule = rules[position];
      if (rule === undefined || !needed.has(tensor)) return;
      const gradient = rule();
      if (formatShape(gradient.shape) !== formatShape(tensor.shape)) {
        throw new Error(`gradient rule of ${call.operator.name} gives shape ${formatShape(gradient.shape)} for an input of ${formatShape(tensor.shape)}`);
      }
      const sum = upstream.get(tensor);
      upstream.set(tensor, sum === undefined ? gradient : add(sum, gradient));
    });
  }
  return wrt.map((tensor) => upstream.get(tensor));
}

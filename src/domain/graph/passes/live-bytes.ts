import type { Graph } from '../graph.js';
import { elementCount } from '../shapes.js';
import type { DType, Tensor } from '../tensor.js';

export const bytesPerElement: Readonly<Record<DType, number>> = { float32: 4, int32: 4, bool: 1 };

export interface LiveBytes {
  /** Of all intermediates and outputs together. */
  readonly sum: number;
  /** The most that are alive at once. */
  readonly peak: number;
}

/** The tensor whose memory a tensor lies in: a reshape lies in its operand's. */
export function memoryOwners({ calls }: Pick<Graph, 'calls'>): (tensor: Tensor) => Tensor {
  const owners = new Map<Tensor, Tensor>();
  const ownerOf = (tensor: Tensor): Tensor => owners.get(tensor) ?? tensor;
  for (const call of calls) if (call.operator.name === 'Reshape') owners.set(call.outputs[0], ownerOf(call.inputs[0]));
  return ownerOf;
}

/**
 * Bytes of intermediate tensors when the calls run in the graph's order and every tensor is freed after its last use.
 * A reshape shares the memory of its operand; outputs and next values of variables stay to the end.
 */
export function liveBytes(graph: Graph): LiveBytes {
  const ownerOf = memoryOwners(graph);
  const lastUse = new Map<Tensor, number>();
  graph.calls.forEach((call, position) => {
    for (const tensor of [...call.inputs, ...call.outputs]) lastUse.set(ownerOf(tensor), position);
  });
  for (const tensor of [...Object.values(graph.outputs), ...graph.updates.map(({ next }) => next)]) lastUse.set(ownerOf(tensor), graph.calls.length);

  let sum = 0;
  let live = 0;
  let peak = 0;
  const freed = graph.calls.map((): number => 0);
  graph.calls.forEach((call, position) => {
    for (const output of call.outputs) {
      if (ownerOf(output) !== output) continue;
      const bytes = elementCount(output.shape) * bytesPerElement[output.dtype];
      sum += bytes;
      live += bytes;
      const last = lastUse.get(output) ?? position;
      if (last < freed.length) freed[last] += bytes;
    }
    peak = Math.max(peak, live);
    live -= freed[position];
  });
  return { sum, peak };
}

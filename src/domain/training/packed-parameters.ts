import { concat, reshape, slice } from '../graph/operations.js';
import { elementCount } from '../graph/shapes.js';
import type { Tensor } from '../graph/tensor.js';
import { storedParameter, type LearntParameter } from './optimisers.js';

/** Below this many elements an update costs more in nodes than in arithmetic. */
const packedBelowElements = 65_536;

/**
 * Small parameters end to end in one vector, so that an optimiser updates hundreds of them in one chain of nodes.
 * Element by element the arithmetic is the same. The state of the packed ones is called `optimiser/…/packed`.
 */
export function packParameters(parameters: readonly LearntParameter[]): LearntParameter[] {
  const small = parameters.filter(({ tensor }) => elementCount(tensor.shape) < packedBelowElements);
  if (small.length < 2) return [...parameters];
  const flat = (tensor: Tensor): Tensor => reshape(tensor, [elementCount(tensor.shape)]);
  const packed: LearntParameter = {
    tensor: concat(small.map(({ tensor }) => flat(tensor)), 0),
    gradient: concat(small.map(({ gradient }) => flat(gradient)), 0),
    stored: {
      name: 'packed',
      updates: (next) => {
        let start = 0;
        return small.flatMap((parameter) => {
          const { shape } = parameter.tensor;
          const end = start + elementCount(shape);
          const own = reshape(slice(next, 0, start, end), shape);
          start = end;
          return storedParameter(parameter).updates(own);
        });
      },
    },
  };
  return [packed, ...parameters.filter((parameter) => !small.includes(parameter))];
}

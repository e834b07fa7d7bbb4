import { allocate, numbersOf, type Kernels } from './kernel.js';
import { mapBinary, mapUnary } from './map-elements.js';
import { broadcastOffsets } from './offsets.js';

type Names = 'And' | 'Cast' | 'Equal' | 'Greater' | 'Less' | 'Not' | 'Where';

export const logicKernels: Kernels<Names> = {
  Greater: mapBinary((a, b) => (a > b ? 1 : 0)),
  Less: mapBinary((a, b) => (a < b ? 1 : 0)),
  Equal: mapBinary((a, b) => (a === b ? 1 : 0)),
  And: mapBinary((a, b) => a & b),
  Not: mapUnary((x) => 1 - x),
  Where: ([condition, a, b], _, [type]) => {
    const y = allocate(type);
    const [chooser, offsetsA, offsetsB] = [condition, a, b].map((operand) => broadcastOffsets(operand.shape, type.shape));
    for (let i = 0; i < y.length; i++) y[i] = condition.data[chooser[i]] !== 0 ? a.data[offsetsA[i]] : b.data[offsetsB[i]];
    return [y];
  },
  Cast: ([x], { to }) => [to === 'bool' ? Uint8Array.from(x.data, (value: number) => (value !== 0 ? 1 : 0)) : numbersOf(to, x.data)],
};

import { elementCount, normaliseAxis, stridesOf } from '../../../../domain/graph/shapes.js';
import { allocate, type Kernels } from './kernel.js';
import { lanesOf } from './offsets.js';

type Names = 'Gather' | 'ScatterND' | 'TopK';

function checkedIndex(operator: Names, index: number, size: number): number {
  if (index < 0 || index >= size) throw new Error(`${operator}: index ${index} is not in 0 … ${size - 1}`);
  return index;
}

export const indexingKernels: Kernels<Names> = {
  Gather: ([x, indices], { axis }, [type]) => {
    const y = allocate(type);
    const along = normaliseAxis(axis, x.shape.length);
    const size = x.shape[along];
    const block = elementCount(x.shape.slice(along + 1));
    const outer = elementCount(x.shape.slice(0, along));
    let at = 0;
    for (let n = 0; n < outer; n++) {
      for (let k = 0; k < indices.data.length; k++, at += block) {
        const from = (n * size + checkedIndex('Gather', indices.data[k], size)) * block;
        y.set(x.data.subarray(from, from + block), at);
      }
    }
    return [y];
  },
  ScatterND: ([x, indices, updates], { reduction }) => {
    const y = x.data.slice();
    const [count, depth] = indices.shape;
    const strides = stridesOf(x.shape);
    const block = elementCount(x.shape.slice(depth));
    for (let n = 0; n < count; n++) {
      let start = 0;
      for (let k = 0; k < depth; k++) start += checkedIndex('ScatterND', indices.data[n * depth + k], x.shape[k]) * strides[k];
      for (let i = 0; i < block; i++) {
        const update = updates.data[n * block + i];
        y[start + i] = reduction === 'add' ? y[start + i] + update : update;
      }
    }
    return [y];
  },
  TopK: ([x], { axis, k, largest }, [type, indexType]) => {
    const values = allocate(type);
    const indices = allocate(indexType);
    const along = normaliseAxis(axis, x.shape.length);
    const source = lanesOf(x.shape, along);
    const target = lanesOf(type.shape, along);
    const sign = largest ? -1 : 1;
    source.starts.forEach((start, lane) => {
      const value = (index: number): number => x.data[start + index * source.step];
      const order = Array.from({ length: source.length }, (_, index) => index).sort((i, j) => sign * (value(i) - value(j)) || i - j);
      for (let rank = 0; rank < k; rank++) {
        values[target.starts[lane] + rank * target.step] = value(order[rank]);
        indices[target.starts[lane] + rank * target.step] = order[rank];
      }
    });
    return [values, indices];
  },
};

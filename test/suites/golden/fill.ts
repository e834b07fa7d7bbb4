import { elementCount } from '../../../src/domain/graph/shapes.js';
import type { Shape, TensorValue } from '../../../src/domain/graph/tensor.js';

/** The array that the fill rule makes of a name (golden README, "The fill rule"): offset + scale · u, u in [−1, 1). */
export function fill(name: string, shape: Shape, offset: number, scale: number): TensorValue {
  const start = fnv1a(name);
  const data = new Float32Array(elementCount(shape));
  for (let i = 0; i < data.length; i++) {
    let x = (start + Math.imul(i, 0x9e3779b9)) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    x ^= x >>> 15;
    data[i] = offset + scale * ((x >>> 8) / 2 ** 23 - 1);
  }
  return { dtype: 'float32', shape, data };
}

/** FNV-1a, 32 bit, of the UTF-8 bytes. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

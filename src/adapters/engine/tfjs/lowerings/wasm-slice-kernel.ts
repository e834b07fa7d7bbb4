import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig } from '@tensorflow/tfjs-core';

/** Name of {@link wasmSliceKernel}. */
export const WASM_SLICE = 'SliceMiddleAxis';

/**
 * Elements start … end − 1 along the middle one of three axes. The Slice kernel of tfjs-backend-wasm 4.22 copies its whole operand to JavaScript first:
 * a vector of 2.4 MB that is cut into 600 variables costs it seconds. This one copies what is asked for, inside the wasm memory.
 */
export const wasmSliceKernel: KernelConfig = {
  kernelName: WASM_SLICE,
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const { x } = inputs;
    if (x === undefined) throw new Error(`${WASM_SLICE} needs an operand x`);
    const [before, size, after] = x.shape;
    const { start, end } = attrs as { readonly start: number; readonly end: number };
    // Made first: more memory may make views of the old one invalid.
    const y = wasm.makeOutput([before, end - start, after], x.dtype);
    const [source, target] = [wasm.typedArrayFromHeap(x), wasm.typedArrayFromHeap(y)];
    const length = (end - start) * after;
    for (let row = 0; row < before; row++) {
      const from = (row * size + start) * after;
      for (let k = 0; k < length; k++) target[row * length + k] = source[from + k];
    }
    return y;
  },
};

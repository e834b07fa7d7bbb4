import { AvtoolError } from '../../../domain/errors.js';
import type { Graph } from '../../../domain/graph/graph.js';
import { bytesPerElement, liveBytes } from '../../../domain/graph/passes/live-bytes.js';
import { elementCount } from '../../../domain/graph/shapes.js';
import type { LoadedBinding } from './load-binding.js';

/** The least a run of the graph keeps at once: its leaves, and the intermediates at their peak. */
export function neededBytes(graph: Graph): number {
  const leaves = [...graph.inputs, ...graph.constants, ...graph.variables];
  return leaves.reduce((sum, { shape, dtype }) => sum + elementCount(shape) * bytesPerElement[dtype], liveBytes(graph).peak);
}

/** A full wasm memory is not reported by its allocator's users: they would write over everything. @throws AvtoolError ENGINE_MEMORY */
export function checkMemory({ binding, memoryBytes }: Pick<LoadedBinding, 'binding' | 'memoryBytes'>, needed: number): void {
  if (memoryBytes === undefined || needed <= memoryBytes) return;
  const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
  throw new AvtoolError({
    code: 'ENGINE_MEMORY',
    message: `the model needs at least ${gigabytes(needed)} GiB, the engine tfjs-${binding} holds ${gigabytes(memoryBytes)} GiB`,
    fix: 'take a smaller batch, or another engine such as onnxruntime',
    exitCode: 3,
  });
}

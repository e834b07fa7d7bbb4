import { buildGraph } from '../../../domain/graph/graph.js';
import { input } from '../../../domain/graph/leaves.js';
import { gemm } from '../../../domain/graph/operations.js';
import { lowerGraph } from './lower-graph.js';

/** One matrix product: what every device must be able to compute. */
export function probeModel(): Uint8Array<ArrayBuffer> {
  const x = input('x', [8, 8]);
  return lowerGraph(buildGraph({ y: gemm(x, x) })).model;
}

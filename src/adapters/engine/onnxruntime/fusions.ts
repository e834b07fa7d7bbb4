import type { Graph } from '../../../domain/graph/graph.js';
import { isCallOf, madeBy } from '../../../domain/graph/passes/call-of.js';
import { useCounts } from '../../../domain/graph/passes/rewrite.js';
import { normaliseAxis } from '../../../domain/graph/shapes.js';
import type { Call, Tensor } from '../../../domain/graph/tensor.js';

/** A matrix product with what onnxruntime computes in the same pass. */
export interface FusedProduct {
  readonly product: Call;
  /** A row that is added (Gemm's operand C). */
  readonly bias?: Tensor;
}

/** Cuts of one tensor that one Split makes. */
export interface CutGroup {
  readonly axis: number;
  /** In order along the axis; `undefined` for a piece that nobody reads. */
  readonly pieces: readonly { readonly size: number; readonly result: Tensor | undefined }[];
}

export interface Fusions {
  /** By the call whose result the fused node makes. */
  readonly products: ReadonlyMap<Call, FusedProduct>;
  /** By the first of the cuts. */
  readonly cuts: ReadonlyMap<Call, CutGroup>;
  /** Calls that other nodes stand for. */
  readonly absorbed: ReadonlySet<Call>;
}

/** Calls of a graph that ONNX says in one node. */
export function planFusions(graph: Graph): Fusions {
  const products = biasedProducts(graph);
  const groups = cutGroups(graph);
  const cuts = new Map(groups.map(({ calls, group }) => [calls[0], group]));
  return { products, cuts, absorbed: new Set([...[...products.values()].map(({ product }) => product), ...groups.flatMap(({ calls }) => calls.slice(1))]) };
}

/** Additions of a row to a product that nobody else reads: one pass over the product less. */
function biasedProducts(graph: Graph): Map<Call, FusedProduct> {
  const uses = useCounts(graph);
  const found = new Map<Call, FusedProduct>();
  for (const addition of graph.calls.filter((call) => isCallOf(call, 'Add'))) {
    const [a, b] = addition.inputs;
    for (const [tensor, bias] of [[a, b], [b, a]]) {
      const product = madeBy(tensor, 'Gemm');
      const isRow = bias.shape.length === 1 && bias.shape[0] === tensor.shape[1];
      if (product !== undefined && uses.get(tensor) === 1 && isRow && tensor.dtype === 'float32') found.set(addition, { product, bias });
    }
  }
  return found;
}

/** Cuts of one tensor along one axis that do not overlap and take more than half of it: every piece but the first costs no node. */
function cutGroups(graph: Graph): { readonly calls: readonly Call[]; readonly group: CutGroup }[] {
  const byTensor = new Map<Tensor, { readonly call: Call; readonly axis: number; readonly start: number; readonly end: number }[]>();
  for (const call of graph.calls) {
    if (!isCallOf(call, 'Slice')) continue;
    const [x] = call.inputs;
    const { start, end } = call.attributes;
    byTensor.set(x, [...(byTensor.get(x) ?? []), { call, axis: normaliseAxis(call.attributes.axis, x.shape.length), start, end }]);
  }
  return [...byTensor].flatMap(([x, cuts]) => {
    const [{ axis }] = cuts;
    const inOrder = [...cuts].sort((a, b) => a.start - b.start);
    const taken = cuts.reduce((sum, { start, end }) => sum + end - start, 0);
    const apart = inOrder.every(({ axis: own, start, end }, k) => own === axis && end > start && (k === 0 || start >= inOrder[k - 1].end));
    if (cuts.length < 2 || !apart || 2 * taken <= x.shape[axis]) return [];
    let at = 0;
    const pieces: CutGroup['pieces'][number][] = [];
    const upTo = (place: number): void => {
      if (place > at) pieces.push({ size: place - at, result: undefined });
    };
    for (const { call, start, end } of inOrder) {
      upTo(start);
      pieces.push({ size: end - start, result: call.outputs[0] });
      at = end;
    }
    upTo(x.shape[axis]);
    return [{ calls: cuts.map(({ call }) => call), group: { axis, pieces } }];
  });
}

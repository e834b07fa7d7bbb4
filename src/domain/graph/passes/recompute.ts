import { buildGraph, type Graph } from '../graph.js';
import { elementCount } from '../shapes.js';
import type { Call, Tensor } from '../tensor.js';
import { bytesPerElement, liveBytes, memoryOwners } from './live-bytes.js';
import { orderForMemory } from './memory-order.js';
import { withInputs } from './with-inputs.js';

export interface RecomputeOptions {
  /** Bytes of intermediates that may be alive at once. */
  readonly budgetBytes: number;
  /** The value up to which tensors may be made again: the loss. */
  readonly boundary: Tensor;
}

export interface Recomputed {
  readonly graph: Graph;
  /** The most bytes of intermediates alive at once; above the budget where no choice of this pass gets below it: then it is the least it found. */
  readonly peakBytes: number;
  /** Elements that are computed a second time. */
  readonly repeatedElements: number;
}

/** Fine cuts first: they repeat least. Too fine ones keep too much at their borders for the smallest budgets. */
const SEGMENT_COUNTS = [256, 128, 64, 32, 16, 8, 4, 2];

/**
 * The same outputs and updates, bit for bit, with fewer tensors alive at once: activation checkpointing (arXiv 1604.06174).
 * The calls up to the boundary are cut into segments where few bytes cross. What crosses a cut is kept; what else the rest of the graph reads of a
 * segment is made again from it, when the rest first needs it. Of the segments, the first, whose tensors wait longest, are made again: as few as do.
 * No pass after this one may look for common subexpressions: it would find these.
 */
export function recompute(graph: Graph, { budgetBytes, boundary }: RecomputeOptions): Recomputed {
  const ordered = orderForMemory(graph);
  const whole = { graph: ordered, peakBytes: liveBytes(ordered).peak, repeatedElements: 0 };
  if (whole.peakBytes <= budgetBytes) return whole;
  const forward = new ForwardPart(ordered, boundary);
  let smallest: Recomputed = whole;
  for (const count of SEGMENT_COUNTS) {
    const cuts = forward.cuts(count);
    const found = fewest(cuts.length, (segments) => attempted(ordered, forward, cuts, segments), budgetBytes);
    if (found.peakBytes <= budgetBytes) return found;
    if (found.peakBytes < smallest.peakBytes) smallest = found;
  }
  return smallest;
}

/** The fewest of the first segments that meet the budget, or all of them. */
function fewest(all: number, attempt: (segments: number) => Recomputed, budgetBytes: number): Recomputed {
  let enough = attempt(all);
  if (enough.peakBytes > budgetBytes) return enough;
  let tooFew = 0;
  for (let most = all; most - tooFew > 1; ) {
    const middle = Math.floor((tooFew + most) / 2);
    const found = attempt(middle);
    if (found.peakBytes <= budgetBytes) [enough, most] = [found, middle];
    else tooFew = middle;
  }
  return enough;
}

function attempted(graph: Graph, forward: ForwardPart, cuts: readonly number[], segments: number): Recomputed {
  const copies = new Map<Tensor, Tensor>();
  const repetitions = new Set<Call>();
  let start = 0;
  let repeatedElements = 0;
  for (const end of cuts.slice(0, segments)) {
    for (const call of forward.repeated(start, end)) {
      const copy = repeat(call, call.inputs.map((operand) => copies.get(operand) ?? operand));
      repetitions.add(copy);
      call.outputs.forEach((output, position) => {
        if (forward.isDropped(output, end)) copies.set(output, copy.outputs[position]);
      });
      if (call.operator.name !== 'Reshape') repeatedElements += call.outputs.reduce((sum, { shape }) => sum + elementCount(shape), 0);
    }
    start = end;
  }
  const repeated = orderForMemory(withLateCopies(graph, forward.end, copies), repetitions);
  return { graph: repeated, peakBytes: liveBytes(repeated).peak, repeatedElements };
}

/** A call of its own, even where the inputs are the same. */
function repeat(call: Call, inputs: readonly Tensor[]): Call {
  const outputs: Tensor[] = [];
  const copy: Call = { ...call, inputs, outputs };
  call.outputs.forEach(({ dtype, shape }, output) => outputs.push({ dtype, shape, origin: { kind: 'call', call: copy, output } }));
  return copy;
}

/** The graph whose calls after `end` read copies where there are some. */
function withLateCopies(graph: Graph, end: number, copies: ReadonlyMap<Tensor, Tensor>): Graph {
  const replaced = new Map(copies);
  const resolve = (tensor: Tensor): Tensor => replaced.get(tensor) ?? tensor;
  const calls = graph.calls.map((call, position) => {
    if (position < end) return call;
    const late = withInputs(call, call.inputs.map(resolve));
    if (late !== call) call.outputs.forEach((output, k) => replaced.set(output, late.outputs[k]));
    return late;
  });
  const outputs = Object.fromEntries(Object.entries(graph.outputs).map(([name, tensor]) => [name, resolve(tensor)]));
  return buildGraph(outputs, graph.updates.map(({ variable, next }) => ({ variable, next: resolve(next) })), calls);
}

/** The calls up to the boundary, and which of their tensors wait for the rest. */
class ForwardPart {
  /** Calls from here on are the rest. */
  readonly end: number;
  private readonly calls: readonly Call[];
  private readonly ownerOf: (tensor: Tensor) => Tensor;
  /** Where a tensor's memory is read last before `end`, by owner. */
  private readonly lastUse = new Map<Tensor, number>();
  /** Owners that stay to the end anyway. */
  private readonly pinned: ReadonlySet<Tensor>;
  /** Tensors that the rest reads. */
  private readonly late = new Set<Tensor>();
  private readonly lateOwners = new Set<Tensor>();

  constructor(graph: Graph, { origin }: Tensor) {
    this.ownerOf = memoryOwners(graph);
    this.end = origin.kind === 'call' ? graph.calls.indexOf(origin.call) + 1 : 0;
    this.calls = graph.calls.slice(0, this.end);
    this.pinned = new Set([...Object.values(graph.outputs), ...graph.updates.map(({ next }) => next)].map(this.ownerOf));
    graph.calls.forEach((call, position) => {
      for (const operand of call.inputs) {
        if (position >= this.end) {
          this.late.add(operand);
          this.lateOwners.add(this.ownerOf(operand));
        } else this.lastUse.set(this.ownerOf(operand), position);
      }
    });
  }

  /** At most `count` − 1 places that cut the calls into segments of about equally many bytes that wait, each where few bytes cross. The end is one more. */
  cuts(count: number): number[] {
    const waiting = this.running((call) => this.bytesWaiting(call));
    const crossing = this.crossing();
    const total = waiting[waiting.length - 1] ?? 0;
    const cuts: number[] = [];
    for (let k = 1; k < count; k++) {
      let best: number | undefined;
      for (let place = (cuts[cuts.length - 1] ?? 0) + 1; place < this.end; place++) {
        if (waiting[place - 1] < ((k - 0.4) * total) / count) continue;
        if (waiting[place - 1] > ((k + 0.4) * total) / count) break;
        if (best === undefined || crossing[place] < crossing[best]) best = place;
      }
      if (best !== undefined) cuts.push(best);
    }
    return [...cuts, this.end];
  }

  /** The calls of a segment that have to run again, so that the rest has what it reads of it. */
  repeated(start: number, end: number): Call[] {
    const wanted = new Set<Tensor>();
    const again: Call[] = [];
    for (let position = end - 1; position >= start; position--) {
      const call = this.calls[position];
      if (!call.outputs.some((output) => this.isDropped(output, end) && (wanted.has(output) || this.late.has(output)))) continue;
      again.push(call);
      call.inputs.forEach((operand) => wanted.add(operand));
    }
    return again.reverse();
  }

  /** Whether nothing after the end of its segment needs a tensor but the rest. */
  isDropped(tensor: Tensor, end: number): boolean {
    const owner = this.ownerOf(tensor);
    return !this.pinned.has(owner) && (this.lastUse.get(owner) ?? 0) < end;
  }

  private bytesWaiting(call: Call): number {
    if (call.operator.name === 'Reshape') return 0;
    return call.outputs.filter((output) => this.lateOwners.has(output) && !this.pinned.has(output)).reduce((sum, output) => sum + bytesOf(output), 0);
  }

  /** Bytes made before each place and read again by calls from there up to the end. */
  private crossing(): number[] {
    const change = new Array<number>(this.end + 1).fill(0);
    this.calls.forEach((call, position) => {
      for (const output of call.outputs) {
        if (this.ownerOf(output) !== output) continue;
        change[position + 1] += bytesOf(output);
        change[(this.lastUse.get(output) ?? position) + 1] -= bytesOf(output);
      }
    });
    let bytes = 0;
    return change.map((difference) => (bytes += difference));
  }

  private running(of: (call: Call) => number): number[] {
    let sum = 0;
    return this.calls.map((call) => (sum += of(call)));
  }
}

const bytesOf = ({ shape, dtype }: Tensor): number => elementCount(shape) * bytesPerElement[dtype];

import type { Graph } from '../graph.js';
import { elementCount } from '../shapes.js';
import type { Call, Tensor } from '../tensor.js';
import { bytesPerElement, memoryOwners } from './live-bytes.js';

/** A call whose results are at most this part of what it reads runs as soon as it can. */
const SHRINKING = 1 / 4;

/**
 * The same graph with its calls in an order that keeps less memory alive: each call runs in its turn, but at once when it frees as much as it takes,
 * or takes far less than it reads (weight gradients and sums: what they read can go).
 * @param inTurn calls that run in their turn whatever they take: repeated ones, which are wanted late
 */
export function orderForMemory(graph: Graph, inTurn: ReadonlySet<Call> = new Set()): Graph {
  const schedule = new Schedule(graph, inTurn);
  for (const call of graph.calls) schedule.run(call);
  return { ...graph, calls: schedule.done };
}

class Schedule {
  readonly done: Call[] = [];
  private readonly position: ReadonlyMap<Call, number>;
  private readonly ownerOf: (tensor: Tensor) => Tensor;
  /** Calls that have still to read the memory of a tensor; a reshape reads nothing. */
  private readonly readers = new Map<Tensor, Set<Call>>();
  /** Calls that read a tensor, reshapes too. */
  private readonly users = new Map<Tensor, Call[]>();
  private readonly missing = new Map<Call, number>();
  private readonly kept: ReadonlySet<Tensor>;
  private readonly ran = new Set<Call>();

  constructor(
    graph: Graph,
    private readonly inTurn: ReadonlySet<Call>,
  ) {
    this.ownerOf = memoryOwners(graph);
    this.position = new Map(graph.calls.map((call, place) => [call, place]));
    this.kept = new Set([...Object.values(graph.outputs), ...graph.updates.map(({ next }) => next)].map(this.ownerOf));
    for (const call of graph.calls) {
      const operands = madeOperands(call);
      this.missing.set(call, operands.length);
      for (const operand of operands) {
        listIn(this.users, operand).push(call);
        if (call.operator.name === 'Reshape') continue;
        const owner = this.ownerOf(operand);
        this.readers.set(owner, (this.readers.get(owner) ?? new Set()).add(call));
      }
    }
  }

  /** Runs a call, unless it ran, and everything that is worth running at once after it. */
  run(first: Call): void {
    if (this.ran.has(first)) return;
    const next = [first];
    for (let call = next.pop(); call !== undefined; call = next.pop()) {
      if (this.ran.has(call)) continue;
      this.ran.add(call);
      this.done.push(call);
      const touched = new Set<Call>();
      for (const operand of madeOperands(call)) {
        const left = this.readers.get(this.ownerOf(operand));
        left?.delete(call);
        if (left?.size === 1) left.forEach((reader) => touched.add(reader));
      }
      for (const output of call.outputs) {
        for (const user of this.users.get(output) ?? []) {
          this.missing.set(user, (this.missing.get(user) ?? 0) - 1);
          touched.add(user);
        }
      }
      next.push(...[...touched].filter((candidate) => this.isWorthwhile(candidate)).sort((a, b) => this.place(b) - this.place(a)));
    }
  }

  private isWorthwhile(call: Call): boolean {
    if (this.ran.has(call) || this.inTurn.has(call) || this.missing.get(call) !== 0) return false;
    if (call.operator.name === 'Reshape') return true;
    const owners = new Set(madeOperands(call).map(this.ownerOf));
    const taken = sumOfBytes(call.outputs);
    const freed = [...owners].filter((owner) => !this.kept.has(owner) && this.readers.get(owner)?.size === 1);
    return taken <= sumOfBytes(freed) || taken <= SHRINKING * sumOfBytes(owners);
  }

  private place(call: Call): number {
    return this.position.get(call) ?? 0;
  }
}

/** The different operands that other calls make. */
const madeOperands = (call: Call): Tensor[] => [...new Set(call.inputs)].filter(({ origin }) => origin.kind === 'call');

const sumOfBytes = (tensors: Iterable<Tensor>): number => [...tensors].reduce((sum, { shape, dtype }) => sum + elementCount(shape) * bytesPerElement[dtype], 0);

function listIn(lists: Map<Tensor, Call[]>, tensor: Tensor): Call[] {
  const list = lists.get(tensor) ?? [];
  lists.set(tensor, list);
  return list;
}

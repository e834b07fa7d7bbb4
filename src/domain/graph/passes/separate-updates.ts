import { buildGraph, type Graph, type Update } from '../graph.js';
import { concat } from '../operations.js';
import { elementCount, sameShape } from '../shapes.js';
import type { Call, Tensor } from '../tensor.js';
import { madeBy } from './call-of.js';
import { bytesPerElement } from './live-bytes.js';
import { updateFormula, type UpdateFormula } from './update-formula.js';

/** A graph without its element-wise updates of large variables, and those as formulas. */
export interface SeparatedUpdates {
  /** The rest, with more outputs: what the formulas need of it. */
  readonly graph: Graph;
  readonly handedOver: readonly HandedOver[];
  readonly formulas: readonly UpdateFormula[];
}

/** A tensor that formulas read, as outputs of the rest that lie end to end. */
export interface HandedOver {
  readonly name: string;
  readonly elements: number;
  /** Names of outputs, with a colon. */
  readonly parts: readonly string[];
}

export interface SeparationOptions {
  /** Variables with fewer elements are updated in the graph. */
  readonly fromElements: number;
  /** Elements that a formula computes at once. */
  readonly sliceElements: number;
}

/** An output more costs a few microseconds; tensors of this size are worth them. */
const OWN_PART_FROM_BYTES = 2 ** 20;

const elementwise = new Set(['Abs', 'Add', 'Div', 'Max', 'Min', 'Mul', 'Neg', 'Reciprocal', 'Sign', 'Sqrt', 'Sub', 'Where']);

/**
 * Takes updates of large variables out of a graph where every element is computed from the same elements of variables, of one other tensor and
 * of single numbers: an optimiser's step, which can then go through memory slice by slice and in place.
 */
export function separateUpdates(graph: Graph, options: SeparationOptions): SeparatedUpdates {
  const { calls, updates } = separable(graph, options.fromElements);
  if (updates.length === 0) return { graph, handedOver: [], formulas: [] };
  const handedOver = new Map<Tensor, HandedOver>();
  const more: Record<string, Tensor> = {};
  const outputOf = (tensor: Tensor): string => {
    const flat = madeBy(tensor, 'Reshape')?.inputs[0] ?? tensor;
    const known = handedOver.get(flat);
    if (known !== undefined) return known.name;
    const name = `update:${handedOver.size}`;
    const parts = partsOf(flat).map((part, position): [string, Tensor] => [`${name}:${position}`, part]);
    Object.assign(more, Object.fromEntries(parts));
    handedOver.set(flat, { name, elements: elementCount(flat.shape), parts: parts.map(([part]) => part) });
    return name;
  };
  const moved = new Set(updates.map(({ variable }) => variable.name));
  const formulas = new Map<string, UpdateFormula>();
  for (const group of connected(updates, calls)) {
    const { key, formula, use } = updateFormula(group, { calls, moved, sliceElements: options.sliceElements }, outputOf);
    const known = formulas.get(key);
    formulas.set(key, { ...(known ?? formula), uses: [...(known?.uses ?? []), use] });
  }
  const rest = buildGraph({ ...graph.outputs, ...more }, graph.updates.filter((update) => !updates.includes(update)), graph.calls);
  return { graph: rest, handedOver: [...handedOver.values()], formulas: [...formulas.values()] };
}

/** A vector joined of parts comes out in parts where those are made from much: what they are made from need not wait for the others. */
function partsOf(tensor: Tensor): Tensor[] {
  const joined = tensor.shape.length === 1 ? madeBy(tensor, 'Concat') : undefined;
  if (joined === undefined) return [tensor];
  const parts: Tensor[] = [];
  let light: Tensor[] = [];
  const close = (): void => {
    if (light.length > 0) parts.push(concat(light, 0));
    light = [];
  };
  for (const part of joined.inputs) {
    const source = madeBy(part, 'Reshape')?.inputs[0] ?? part;
    if (bytesRead(source) < OWN_PART_FROM_BYTES) {
      light.push(part);
      continue;
    }
    close();
    parts.push(source);
  }
  close();
  return parts;
}

const bytesRead = ({ origin }: Tensor): number =>
  origin.kind === 'call' ? origin.call.inputs.reduce((sum, { shape, dtype }) => sum + elementCount(shape) * bytesPerElement[dtype], 0) : 0;

/** The calls that only serve separable updates, and those updates: found by leaving out variables until all that remain are separable. */
function separable(graph: Graph, fromElements: number): { readonly calls: ReadonlySet<Call>; readonly updates: readonly Update[] } {
  let updates = graph.updates.filter(({ variable }) => variable.dtype === 'float32' && elementCount(variable.shape) >= fromElements);
  for (;;) {
    const calls = privateCalls(graph, updates, candidates(graph, new Set(updates.map(({ variable }) => variable.name)), fromElements));
    const kept = updates.filter(({ next }) => next.origin.kind === 'call' && calls.has(next.origin.call));
    if (kept.length === updates.length) return { calls, updates };
    updates = kept;
  }
}

/** Large element-wise calls over variables of `state`, numbers, and at most one other tensor. */
function candidates(graph: Graph, state: ReadonlySet<string>, fromElements: number): ReadonlySet<Call> {
  const found = new Set<Call>();
  const sources = new Map<Tensor, ReadonlySet<Tensor>>();
  const sourcesOf = (tensor: Tensor): ReadonlySet<Tensor> => sources.get(tensor) ?? new Set([tensor]);
  for (const call of graph.calls) {
    const [output] = call.outputs;
    if (!elementwise.has(call.operator.name) || output.dtype !== 'float32' || elementCount(output.shape) < fromElements) continue;
    const large = call.inputs.filter((operand) => !isNumber(operand));
    if (!large.every((operand) => sameShape(operand.shape, output.shape))) continue;
    const isState = ({ origin }: Tensor): boolean => origin.kind === 'variable' && state.has(origin.variable.name);
    const behind = new Set(large.filter((operand) => !isState(operand)).flatMap((operand) => [...sourcesOf(operand)]));
    if (behind.size > 1) continue;
    found.add(call);
    sources.set(output, behind);
  }
  return found;
}

/** Candidates whose results nobody reads but other candidates and the updates. */
function privateCalls(graph: Graph, updates: readonly Update[], among: ReadonlySet<Call>): ReadonlySet<Call> {
  const shared = new Set<Tensor>(Object.values(graph.outputs));
  for (const update of graph.updates) if (!updates.includes(update)) shared.add(update.next);
  const kept = new Set<Call>();
  for (const call of [...graph.calls].reverse()) {
    if (among.has(call) && !call.outputs.some((output) => shared.has(output))) kept.add(call);
    else call.inputs.forEach((operand) => shared.add(operand));
  }
  return kept;
}

/** One element, as a scalar or a vector: it broadcasts to every slice. */
export const isNumber = ({ shape }: Tensor): boolean => shape.length <= 1 && elementCount(shape) === 1;

/** Updates that share a variable or a call have to be computed together. */
function connected(updates: readonly Update[], calls: ReadonlySet<Call>): Update[][] {
  const groups: { readonly updates: Update[]; readonly reached: Set<Call | string> }[] = [];
  for (const update of updates) {
    const reached = reachedBy(update, calls);
    const touching = groups.filter((group) => [...reached].some((thing) => group.reached.has(thing)));
    const merged = { updates: [...touching.flatMap((group) => group.updates), update], reached: new Set([...touching.flatMap((group) => [...group.reached]), ...reached]) };
    touching.forEach((group) => groups.splice(groups.indexOf(group), 1));
    groups.push(merged);
  }
  return groups.map((group) => group.updates);
}

function reachedBy({ variable, next }: Update, calls: ReadonlySet<Call>): Set<Call | string> {
  const reached = new Set<Call | string>([variable.name]);
  const pending = [next];
  for (let tensor = pending.pop(); tensor !== undefined; tensor = pending.pop()) {
    const { origin } = tensor;
    if (origin.kind === 'variable' && !isNumber(tensor)) reached.add(origin.variable.name);
    if (origin.kind !== 'call' || !calls.has(origin.call) || reached.has(origin.call)) continue;
    reached.add(origin.call);
    pending.push(...origin.call.inputs);
  }
  return reached;
}

import { formatShape, sameShape } from './shapes.js';
import { GraphError, type Call, type Tensor, type Variable } from './tensor.js';

/** The next value a run leaves in a variable. All next values are computed from the values before the run. */
export interface Update {
  readonly variable: Variable;
  readonly next: Tensor;
}

/** Everything an engine needs: what is fed, what is kept, what is computed (in an order that respects dependence) and what comes out. */
export interface Graph {
  readonly inputs: readonly Tensor[];
  readonly variables: readonly Variable[];
  readonly constants: readonly Tensor[];
  readonly calls: readonly Call[];
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly updates: readonly Update[];
}

/**
 * Collects what the outputs and updates need; whatever they do not reach is dead and left out.
 * @param order calls whose order is kept; every other call comes just before the first that needs it
 * @throws GraphError for two leaves of one name, two updates of one variable or an update of another type
 */
export function buildGraph(outputs: Readonly<Record<string, Tensor>>, updates: readonly Update[] = [], order: readonly Call[] = []): Graph {
  const updated = new Set<string>();
  for (const { variable, next } of updates) {
    if (updated.has(variable.name)) throw new GraphError(`variable "${variable.name}" is updated twice`);
    updated.add(variable.name);
    if (!sameShape(variable.shape, next.shape) || variable.dtype !== next.dtype) {
      throw new GraphError(`update of "${variable.name}" has type ${next.dtype}${formatShape(next.shape)}, the variable ${variable.dtype}${formatShape(variable.shape)}`);
    }
  }
  const roots = [...Object.values(outputs), ...updates.map((update) => update.next)];
  const { calls, leaves } = topologicalOrder(roots);
  const inputs: Tensor[] = [];
  const constants: Tensor[] = [];
  const variables = new Map<string, Variable>(updates.map(({ variable }) => [variable.name, variable]));
  const names = new Map<string, Tensor>();
  for (const leaf of leaves) {
    if (leaf.origin.kind === 'constant') constants.push(leaf);
    if (leaf.origin.kind === 'variable') {
      const { variable } = leaf.origin;
      if (variables.has(variable.name) && variables.get(variable.name) !== variable) throw new GraphError(`two variables are called "${variable.name}"`);
      variables.set(variable.name, variable);
    }
    if (leaf.origin.kind === 'input') {
      const other = names.get(leaf.origin.name);
      if (other !== undefined && other !== leaf) throw new GraphError(`two inputs are called "${leaf.origin.name}"`);
      names.set(leaf.origin.name, leaf);
      inputs.push(leaf);
    }
  }
  return { inputs, variables: [...variables.values()], constants, calls: order.length === 0 ? calls : inOrder(calls, order, roots), outputs, updates };
}

function inOrder(calls: readonly Call[], order: readonly Call[], roots: readonly Tensor[]): Call[] {
  const needed = new Set(calls);
  return topologicalOrder([...order.filter((call) => needed.has(call)).map(({ outputs }) => outputs[0]), ...roots]).calls;
}

/** The calls that `roots` depend on, each after the calls it uses, and the leaves. Iterative: graphs are deep. */
export function topologicalOrder(roots: readonly Tensor[]): { calls: Call[]; leaves: Tensor[] } {
  const calls: Call[] = [];
  const leaves: Tensor[] = [];
  const done = new Set<Call | Tensor>();
  const stack: { tensor: Tensor; entered: boolean }[] = roots.map((tensor) => ({ tensor, entered: false })).reverse();
  while (stack.length > 0) {
    const { tensor, entered } = stack[stack.length - 1];
    stack.pop();
    if (tensor.origin.kind !== 'call') {
      if (!done.has(tensor)) leaves.push(tensor);
      done.add(tensor);
      continue;
    }
    const { call } = tensor.origin;
    if (done.has(call)) continue;
    if (entered) {
      done.add(call);
      calls.push(call);
      continue;
    }
    stack.push({ tensor, entered: true });
    for (let i = call.inputs.length - 1; i >= 0; i--) stack.push({ tensor: call.inputs[i], entered: false });
  }
  return { calls, leaves };
}

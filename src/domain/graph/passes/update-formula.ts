import { applyOperator } from '../apply-operator.js';
import { buildGraph, type Graph, type Update } from '../graph.js';
import { input } from '../leaves.js';
import { elementCount, formatShape } from '../shapes.js';
import type { Call, Tensor } from '../tensor.js';
import { attributesKey } from './attributes-key.js';
import { scalarOf } from './call-of.js';

/** An element-wise step of variables, over slices of one length. */
export interface UpdateFormula {
  /** Inputs `variable/K` and `tensor/K` [slice], `number/K` [] or [1]; outputs `next/K` [slice]. */
  readonly graph: Graph;
  readonly uses: readonly FormulaUse[];
}

/** What one use of a formula stands for. */
export interface FormulaUse {
  /** Elements of each of its variables and tensors. */
  readonly elements: number;
  /** Names of the variables behind `variable/K`. */
  readonly variables: readonly string[];
  /** Names of what the rest of the graph hands over for `tensor/K` and `number/K`. */
  readonly tensors: readonly string[];
  readonly numbers: readonly string[];
  /** Names of the variables that get `next/K`. */
  readonly updated: readonly string[];
}

/**
 * The formula of updates that belong together. Equal formulas of different variables have equal keys.
 * @param calls those that belong to formulas, and the variables they move; all else stays in the rest of the graph
 * @param outputOf the name under which a tensor of the rest comes out
 */
export function updateFormula(
  updates: readonly Update[],
  { calls, moved, sliceElements }: { readonly calls: ReadonlySet<Call>; readonly moved: ReadonlySet<string>; readonly sliceElements: number },
  outputOf: (tensor: Tensor) => string,
): { readonly key: string; readonly formula: UpdateFormula; readonly use: FormulaUse } {
  const leaves = new FormulaLeaves(sliceElements);
  const lines: string[] = [];
  const done = new Map<Tensor, Sliced>();
  const sliced = (tensor: Tensor): Sliced => {
    const result = done.get(tensor) ?? compute(tensor);
    done.set(tensor, result);
    return result;
  };
  const compute = (tensor: Tensor): Sliced => {
    const { origin } = tensor;
    const number = scalarOf(tensor);
    if (number !== undefined) return { tensor, key: `${number}` };
    if (origin.kind === 'variable' && moved.has(origin.variable.name)) return leaves.fed('variable', origin.variable.name, tensor);
    if (origin.kind !== 'call' || !calls.has(origin.call)) return leaves.fed(elementCount(tensor.shape) === 1 ? 'number' : 'tensor', outputOf(tensor), tensor);
    const { operator, attributes, inputs } = origin.call;
    const operands = inputs.map(sliced);
    const [result] = applyOperator(operator, operands.map((operand) => operand.tensor), attributes);
    return { tensor: result, key: `#${lines.push(`${operator.name}{${attributesKey(attributes)}}(${operands.map(({ key }) => key).join(' ')})`)}` };
  };
  const nexts = updates.map(({ next }) => sliced(next));
  const graph = buildGraph(Object.fromEntries(nexts.map(({ tensor }, position) => [`next/${position}`, tensor])));
  const updated = updates.map(({ variable }) => variable.name);
  const { variable: variables, tensor: tensors, number: numbers } = leaves.names;
  const key = [...lines, nexts.map((next) => next.key), updated.map((name) => variables.indexOf(name))].join('; ');
  return { key, formula: { graph, uses: [] }, use: { elements: elementCount(updates[0].variable.shape), variables, tensors, numbers, updated } };
}

/** A tensor of a formula and a text that says how it is made. */
interface Sliced {
  readonly tensor: Tensor;
  readonly key: string;
}

/** The inputs of a formula, each made once, numbered by kind. */
class FormulaLeaves {
  readonly names: Readonly<Record<'variable' | 'tensor' | 'number', string[]>> = { variable: [], tensor: [], number: [] };
  private readonly made = new Map<string, Sliced>();

  constructor(private readonly sliceElements: number) {}

  fed(kind: keyof FormulaLeaves['names'], name: string, { dtype, shape }: Tensor): Sliced {
    const names = this.names[kind];
    if (!names.includes(name)) names.push(name);
    const port = `${kind}/${names.indexOf(name)}`;
    const known = this.made.get(port);
    if (known !== undefined) return known;
    const leaf = { tensor: input(port, kind === 'number' ? shape : [this.sliceElements], dtype), key: `${port}:${dtype}${kind === 'number' ? formatShape(shape) : ''}` };
    this.made.set(port, leaf);
    return leaf;
  }
}

import type { Graph } from '../graph.js';
import { elementCount } from '../shapes.js';
import type { Call, Tensor, Variable } from '../tensor.js';
import { bytesPerElement, liveBytes, type LiveBytes } from './live-bytes.js';

/** What one part of a model costs in one run of the graph. */
export interface PartCost {
  /** Elements of all parameters (statistics and optimiser state not among them), and of the trainable ones. */
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Number of parameter tensors. */
  readonly parameterTensors: number;
  /** Of all variables. */
  readonly variableBytes: number;
  /** Multiply-adds of linear and convolution layers: products with a layer weight as an operand. */
  readonly layerMultiplyAdds: number;
  /** Multiply-adds of products with an operand made of constants alone: spectrogram, mel bands, resampling. */
  readonly constantMultiplyAdds: number;
  /** Multiply-adds of all matrix products and convolutions. */
  readonly multiplyAdds: number;
  /** Estimate of all intermediates of the part together; training keeps about this much, inference far less. */
  readonly activationBytes: number;
}

export interface CostReport {
  readonly total: PartCost;
  readonly parts: ReadonlyMap<string, PartCost>;
  /** Estimate of intermediates in call order, each freed after its last use. */
  readonly activations: LiveBytes;
}

export interface CostReportOptions {
  /** Names the part of a parameter; `undefined` stands for products that no parameter comes before (a transform of the inputs). */
  readonly partOf: (parameterName: string | undefined) => string;
  /** Which parameters are weights of linear and convolution layers, by full name. */
  readonly isLayerWeight: (parameterName: string) => boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The weights that PyTorch's Linear and convolution modules own: names that end in `.weight`. */
export const isModuleWeight = (parameterName: string): boolean => parameterName === 'weight' || parameterName.endsWith('.weight');

/**
 * Cost of a graph, known from its shapes alone: nothing is allocated or computed.
 * A product belongs to the part of its layer weight, else to that of the parameter that comes nearest before it.
 */
export function costReport(graph: Graph, { partOf, isLayerWeight }: CostReportOptions): CostReport {
  const parts = new Map<string, Mutable<PartCost>>();
  const costOf = (name: string | undefined): Mutable<PartCost> => costOfPart(partOf(name));
  const costOfPart = (part: string): Mutable<PartCost> => {
    const cost = parts.get(part) ?? noCost();
    parts.set(part, cost);
    return cost;
  };
  for (const variable of graph.variables) addVariable(costOf(variable.name), variable);

  const sources = sourcesOf(graph);
  addActivations(graph, sources, partOf, costOfPart);
  for (const call of graph.calls) {
    const multiplyAdds = call.operator.multiplyAdds?.(call.inputs, call.outputs, call.attributes) ?? 0;
    if (multiplyAdds === 0) continue;
    const weights = call.inputs.flatMap((operand) => sources.get(operand)?.parameters ?? []).filter(isLayerWeight);
    const cost = costOf(weights[0] ?? nearestParameter(call));
    cost.multiplyAdds += multiplyAdds;
    if (weights.length > 0) cost.layerMultiplyAdds += multiplyAdds;
    else if (call.inputs.some((operand) => sources.get(operand)?.parameters.length === 0)) cost.constantMultiplyAdds += multiplyAdds;
  }
  return { total: [...parts.values()].reduce(plus, noCost()), parts, activations: liveBytes(graph) };
}

function noCost(): Mutable<PartCost> {
  return { parameters: 0, trainableParameters: 0, parameterTensors: 0, variableBytes: 0, layerMultiplyAdds: 0, constantMultiplyAdds: 0, multiplyAdds: 0, activationBytes: 0 };
}

function plus(a: PartCost, b: PartCost): Mutable<PartCost> {
  return {
    parameters: a.parameters + b.parameters,
    trainableParameters: a.trainableParameters + b.trainableParameters,
    parameterTensors: a.parameterTensors + b.parameterTensors,
    variableBytes: a.variableBytes + b.variableBytes,
    layerMultiplyAdds: a.layerMultiplyAdds + b.layerMultiplyAdds,
    constantMultiplyAdds: a.constantMultiplyAdds + b.constantMultiplyAdds,
    multiplyAdds: a.multiplyAdds + b.multiplyAdds,
    activationBytes: a.activationBytes + b.activationBytes,
  };
}

function addVariable(cost: Mutable<PartCost>, variable: Variable): void {
  const elements = elementCount(variable.shape);
  cost.variableBytes += elements * bytesPerElement[variable.dtype];
  if (variable.kind !== 'parameter') return;
  cost.parameters += elements;
  cost.parameterTensors += 1;
  if (variable.trainable) cost.trainableParameters += elements;
}

/** An intermediate belongs to the part of the parameter its call uses, else to the part of the operand it was made from. */
function addActivations(graph: Graph, sources: ReadonlyMap<Tensor, Sources>, partOf: CostReportOptions['partOf'], costOf: (part: string) => Mutable<PartCost>): void {
  const parts = new Map<Tensor, string>();
  for (const call of graph.calls) {
    if (call.outputs.some((output) => sources.has(output))) continue;
    const parameter = call.inputs.flatMap((operand) => sources.get(operand)?.parameters ?? [])[0];
    const inherited = call.inputs.flatMap((operand) => parts.get(operand) ?? [])[0];
    const part = parameter === undefined ? (inherited ?? partOf(undefined)) : partOf(parameter);
    call.outputs.forEach((output) => parts.set(output, part));
    if (call.operator.name === 'Reshape') continue;
    for (const { shape, dtype } of call.outputs) costOf(part).activationBytes += elementCount(shape) * bytesPerElement[dtype];
  }
}

/** What a tensor is made of, where no input takes part: parameters (none for pure constants). */
interface Sources {
  readonly parameters: readonly string[];
}

/** The parameters behind every tensor that is the same in every run with the same weights: slices, transposes, tables and masks of weights. */
function sourcesOf(graph: Graph): ReadonlyMap<Tensor, Sources> {
  const sources = new Map<Tensor, Sources>();
  const leaf = ({ origin }: Tensor): Sources | undefined => {
    if (origin.kind === 'constant') return { parameters: [] };
    return origin.kind === 'variable' ? { parameters: [origin.variable.name] } : undefined;
  };
  for (const call of graph.calls) {
    for (const operand of call.inputs) {
      const source = sources.get(operand) ?? leaf(operand);
      if (source !== undefined) sources.set(operand, source);
    }
    const behind = call.inputs.map((operand) => sources.get(operand));
    if (behind.every((source) => source !== undefined)) {
      const parameters = [...new Set(behind.flatMap((source) => source.parameters))];
      call.outputs.forEach((output) => sources.set(output, { parameters }));
    }
  }
  return sources;
}

/** The parameter with the fewest calls between it and the operands of `call`. */
function nearestParameter(call: Call): string | undefined {
  const seen = new Set<Tensor>(call.inputs);
  let level = [...seen];
  while (level.length > 0) {
    for (const { origin } of level) if (origin.kind === 'variable') return origin.variable.name;
    const above = level.flatMap(({ origin }) => (origin.kind === 'call' ? origin.call.inputs : [])).filter((tensor) => !seen.has(tensor));
    above.forEach((tensor) => seen.add(tensor));
    level = [...new Set(above)];
  }
  return undefined;
}

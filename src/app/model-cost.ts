import { buildGraph } from '../domain/graph/graph.js';
import { Scope } from '../domain/graph/leaves.js';
import { costReport, type PartCost } from '../domain/graph/passes/cost-report.js';
import { elementCount } from '../domain/graph/shapes.js';
import { ForwardContext } from '../domain/layers/forward-context.js';
import type { BatchShape, ModelSettings, TaskDefinition } from '../domain/tasks/task.js';
import { settingsFor } from './adapter-choice.js';
import { mergedSettings, planModel } from './model-plan.js';
import type { ModelCostRequest, UseCaseReport } from './use-case-requests.js';

export interface PartReport {
  readonly name: string;
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Of linear and convolution layers, one clip. */
  readonly layerMultiplyAdds: number;
  /** Of all matrix products and convolutions, one clip. */
  readonly multiplyAdds: number;
  readonly weightBytes: number;
  readonly activationBytes: number;
}

export interface ModelCostReport extends UseCaseReport {
  readonly task: string;
  readonly size: string;
  /** `null` for a task without adapters. */
  readonly adapter: string | null;
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly layerMultiplyAdds: number;
  readonly multiplyAdds: number;
  readonly parts: readonly PartReport[];
  readonly memory: { readonly weightBytes: number; readonly optimiserBytes: number; readonly inferencePeakBytes: number; readonly trainingActivationBytes: number };
}

/** The paper's clip: ten segments of one second. */
const shapeOf = (classes: number): BatchShape => ({ clips: 1, segments: 10, segmentSeconds: 1, classes });

/** Counts a model from its shapes alone: no weight is allocated. spec/task-ave §8 says what is counted. */
export async function modelCost({ task, size, classes, encoder, adapter, model: overrides = {} }: ModelCostRequest): Promise<ModelCostReport> {
  const counted = mergedSettings(settingsFor(task, task.cost.countedModel, adapter), overrides);
  const { model } = planModel(task, { size, recipe: Object.keys(task.recipes)[0], ...(encoder && { encoder }), adapter, model: counted, training: {} });
  const shape = shapeOf(classes);
  const scope = Scope.root((name) => task.trainable(name, model));
  const { outputs } = task.forward(scope, model, shape, ForwardContext.evaluation(), adapter);
  const graph = buildGraph(outputs);
  const rules = task.cost;
  const cost = costReport({ ...graph, variables: scope.variables().filter(({ name }) => rules.partOf(name) !== null) }, { partOf: (name) => rules.partOf(name) ?? 'not counted', isLayerWeight: rules.isLayerWeight });
  const tables = rules.tables(model, shape);
  const parts = [...cost.parts].map(([name, part]) => partReport(name, part, tables));
  const sum = (value: (part: PartReport) => number): number => parts.reduce((total, part) => total + value(part), 0);
  const trainableBytes = scope.variables().reduce((total, { kind, trainable, shape: dimensions }) => total + (kind === 'parameter' && trainable ? 4 * elementCount(dimensions) : 0), 0);
  const report = {
    task: task.name,
    size: encoder?.name ?? size,
    adapter: adapterNamed(task, model),
    parameters: sum(({ parameters }) => parameters),
    trainableParameters: sum(({ trainableParameters }) => trainableParameters),
    layerMultiplyAdds: sum(({ layerMultiplyAdds }) => layerMultiplyAdds),
    multiplyAdds: sum(({ multiplyAdds }) => multiplyAdds),
    parts,
    memory: {
      weightBytes: sum(({ weightBytes }) => weightBytes),
      optimiserBytes: 3 * trainableBytes,
      inferencePeakBytes: cost.activations.peak,
      trainingActivationBytes: cost.activations.sum,
    },
  };
  return { ...report, lines: tableLines(report) };
}

function adapterNamed({ adapters }: TaskDefinition, model: ModelSettings): string | null {
  const name = adapters === undefined ? undefined : model[adapters.setting];
  return typeof name === 'string' ? name : null;
}

/** Tables of the front end count as a layer, as in the published network; products with other constants (resampling) are no products there. */
function partReport(name: string, part: PartCost, tables: ReturnType<TaskDefinition['cost']['tables']>): PartReport {
  const isFrontEnd = name === tables.part;
  return {
    name,
    parameters: part.parameters + (isFrontEnd ? tables.parameters : 0),
    trainableParameters: part.trainableParameters,
    layerMultiplyAdds: part.layerMultiplyAdds + (isFrontEnd ? tables.multiplyAdds : 0),
    multiplyAdds: isFrontEnd ? part.multiplyAdds : part.multiplyAdds - part.constantMultiplyAdds,
    weightBytes: part.variableBytes,
    activationBytes: part.activationBytes,
  };
}

const giga = (value: number): string => (value / 1e9).toFixed(1);
const mebi = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
const grouped = (value: number): string => value.toLocaleString('en-US');

function tableLines({ task, size, adapter, parts, parameters, trainableParameters, layerMultiplyAdds, multiplyAdds, memory }: Omit<ModelCostReport, 'lines'>): string[] {
  const row = (cells: readonly string[]): string => cells.map((cell, column) => (column === 0 ? cell.padEnd(24) : cell.padStart(15))).join('');
  return [
    `${task}, size ${size}${adapter === null ? '' : `, adapter ${adapter}`}: one clip of ten seconds, float32`,
    row(['part', 'parameters', 'trainable', 'layers G MAC', 'products G MAC', 'weights MiB', 'activations MiB']),
    ...parts.map((part) => row([part.name, grouped(part.parameters), grouped(part.trainableParameters), giga(part.layerMultiplyAdds), giga(part.multiplyAdds), mebi(part.weightBytes), mebi(part.activationBytes)])),
    row(['all', grouped(parameters), grouped(trainableParameters), giga(layerMultiplyAdds), giga(multiplyAdds), mebi(memory.weightBytes), mebi(memory.trainingActivationBytes)]),
    `trainable ${((100 * trainableParameters) / parameters).toFixed(2)} %; inference holds about ${mebi(memory.weightBytes + memory.inferencePeakBytes)} MiB,` +
      ` training keeps at most ${mebi(memory.weightBytes + memory.optimiserBytes + memory.trainingActivationBytes)} MiB (weights, gradients, two moments, all intermediates)`,
  ];
}

import { AvtoolError } from '../domain/errors.js';
import type { Graph } from '../domain/graph/graph.js';
import { bytesPerElement } from '../domain/graph/passes/live-bytes.js';
import { recompute } from '../domain/graph/passes/recompute.js';
import { elementCount } from '../domain/graph/shapes.js';

/** Estimates of what one run of a graph holds, known from its shapes alone; what the engine's library takes comes on top. */
export interface StepMemory {
  readonly variableBytes: number;
  /** The most intermediates alive at once. */
  readonly intermediateBytes: number;
  /** Share of the graph's elements that are computed twice to stay within the budget. */
  readonly repeated: number;
}

/** A training step in an order that takes little memory, and with intermediates computed again where a budget asks for it. @throws AvtoolError MEMORY_BUDGET naming the smallest that works */
export function withinMemory(step: Graph, memoryBudget = Number.POSITIVE_INFINITY): { readonly graph: Graph; readonly memory: StepMemory } {
  const variableBytes = step.variables.reduce((sum, { shape, dtype }) => sum + elementCount(shape) * bytesPerElement[dtype], 0);
  const { graph, peakBytes, repeatedElements } = recompute(step, { budgetBytes: memoryBudget - variableBytes, boundary: step.outputs.loss });
  const needed = variableBytes + peakBytes;
  if (needed > memoryBudget) {
    throw new AvtoolError({
      code: 'MEMORY_BUDGET',
      message: `a training step of this model and batch takes at least ${mebibytes(needed)} MiB (${mebibytes(variableBytes)} of weights and optimiser state), the budget is ${mebibytes(memoryBudget)} MiB`,
      where: 'train.memoryBudget',
      fix: `set train.memoryBudget to ${mebibytes(needed)}MiB or more, or take a smaller --batch-size`,
      exitCode: 2,
    });
  }
  const elements = step.calls.reduce((sum, { outputs }) => sum + outputs.reduce((size, { shape }) => size + elementCount(shape), 0), 0);
  return { graph, memory: { variableBytes, intermediateBytes: peakBytes, repeated: repeatedElements / elements } };
}

const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

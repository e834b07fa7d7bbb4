import { graphParts, type GraphParts } from '../src/app/compile-parts.js';
import { evaluationGraph, trainingGraph } from '../src/app/task-graphs.js';
import { planModel, type ModelPlan } from '../src/app/model-plan.js';
import { seededRandom } from '../src/adapters/random/seeded-random.js';
import type { Graph } from '../src/domain/graph/graph.js';
import { elementCount } from '../src/domain/graph/shapes.js';
import type { Tensor, TensorValue, Variable } from '../src/domain/graph/tensor.js';
import { aveTask } from '../src/domain/tasks/ave/ave-task.js';
import type { BatchShape, ModelSettings } from '../src/domain/tasks/task.js';
import { initialState } from '../src/domain/training/initialise.js';
import { stepScalars } from '../src/domain/training/training-step.js';
import { scenesTiny } from '../src/plugins/scenes/scenes-tiny.js';

/** A network and batch to time. */
export interface AveCase {
  readonly name: string;
  readonly title: string;
  readonly shape: BatchShape;
  readonly model: ModelSettings;
}

export const learningRate = 5e-4;

/** So that both sides compute the same numbers. */
const withoutChance: ModelSettings = { temporal: { inputDropout: 0, dropout: 0 } };

const swinT: ModelSettings = {
  ...withoutChance,
  image: { imageSize: [192, 192], patchSize: 4, embedDim: 96, depths: [2, 2, 6, 2], heads: [3, 6, 12, 24], windowSize: 12, classes: 0 },
  audio: { specSize: 256, patchSize: 4, embedDim: 96, depths: [2, 2, 6, 2], heads: [4, 8, 16, 32], windowSize: 8, classes: 0 },
};

const narrow: ModelSettings = {
  ...withoutChance,
  soundRepeats: 2,
  image: { imageSize: [96, 96], patchSize: 4, embedDim: 96, depths: [2, 2], heads: [3, 6], windowSize: 6, classes: 0 },
  audio: { specSize: 128, patchSize: 4, embedDim: 96, depths: [2, 2], heads: [4, 8], windowSize: 8, classes: 0 },
};

const shapeOf = (clips: number, classes: number): BatchShape => ({ clips, segments: 10, segmentSeconds: 1, classes });

export const aveCases: readonly AveCase[] = [
  { name: 'scenes-tiny', title: 'scenes-tiny, 8 clips of 10 segments', shape: shapeOf(8, 10), model: { ...scenesTiny.settings, temporal: { audioWidth: 64, visualWidth: 64, modelWidth: 64, feedForward: 128, inputDropout: 0, dropout: 0 } } },
  { name: 'two-stages', title: 'two stages 96 wide at 96 px, 1 clip of 10 segments', shape: shapeOf(1, 28), model: narrow },
  { name: 'swin-t', title: 'Swin-V2-T at 192 px and HTS-AT, 1 clip of 10 segments', shape: shapeOf(1, 28), model: swinT },
];

export const planOf = ({ model }: AveCase): ModelPlan =>
  planModel(aveTask, { size: 'paper', recipe: 'fixed', model, training: { accumulate: 1, learningRate }, adapter: aveTask.adapters?.methods[0] });

export const trainingPartsOf = (aveCase: AveCase): GraphParts => trainingGraph(aveTask, planOf(aveCase), aveCase.shape);
export const evaluationPartsOf = (aveCase: AveCase): GraphParts => graphParts(evaluationGraph(aveTask, planOf(aveCase), aveCase.shape));

/** Seeded first values. Gates and norms that start at 0 get values, so that every part of the network has a gradient. */
export function stateOf(variables: readonly Variable[]): Map<string, TensorValue> {
  const state = initialState(variables, seededRandom(1));
  for (const { name, shape, dtype } of variables) {
    const start = /\.gate(_av)?$/.test(name) ? 0.1 : /^swin\..*norm[12]\.weight$/.test(name) ? 0.5 : undefined;
    if (start !== undefined) state.set(name, { dtype, shape, data: new Float32Array(elementCount(shape)).fill(start) });
  }
  return state;
}

/** Seeded inputs of a graph. */
export function inputsOf(graph: Graph, { classes }: BatchShape): Record<string, TensorValue> {
  const random = seededRandom(2);
  const named = ({ dtype, shape, origin }: Tensor): [string, TensorValue] => {
    if (origin.kind !== 'input') throw new Error('an input of the graph is none');
    const draw = drawOf(origin.name, classes);
    const { [origin.name]: scalar } = stepScalars(0, 1, learningRate, { accumulate: 1, accumulation: 'mean' });
    const source = random.fork(origin.name);
    const data = dtype === 'int32' ? new Int32Array(elementCount(shape)) : new Float32Array(elementCount(shape));
    return [origin.name, scalar ?? { dtype, shape, data: data.map(() => draw(source)) }];
  };
  return Object.fromEntries(graph.inputs.map(named));
}

function drawOf(name: string, classes: number): (random: ReturnType<typeof seededRandom>) => number {
  switch (name) {
    case 'events':
      return (random) => random.integer(2);
    case 'clipClasses':
      return (random) => random.integer(classes);
    case 'wave':
      return (random) => 0.1 * random.normal();
    default:
      return (random) => random.normal();
  }
}

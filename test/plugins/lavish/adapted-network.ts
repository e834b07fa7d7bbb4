import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { planModel } from '../../../src/app/model-plan.js';
import type { AdapterMethod } from '../../../src/contract/index.js';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { Scope } from '../../../src/domain/graph/leaves.js';
import type { Tensor, TensorValue } from '../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../src/domain/layers/forward-context.js';
import { aveInputs, aveNetwork } from '../../../src/domain/tasks/ave/ave-network.js';
import { aveSettings } from '../../../src/domain/tasks/ave/ave-settings.js';
import { aveTask } from '../../../src/domain/tasks/ave/ave-task.js';
import type { ModelSettings } from '../../../src/domain/tasks/task.js';
import { initialState } from '../../../src/domain/training/initialise.js';
import { aTask } from '../../builders/definitions.js';
import { aTinyClip, tinyEncoderWeights, tinyModelWith, tinyShape } from '../../builders/tiny-ave.js';

export type Numbers = Readonly<Record<string, readonly number[]>>;

const shape = tinyShape(1);
const oneStage = { image: { depths: [1], heads: [1] }, audio: { depths: [1], heads: [1] } };
const inputsOf = (id: string, labels: readonly number[]): Record<string, TensorValue> => aveTask.makeInputs([aTinyClip(id, labels)], tinyModelWith({}), shape, 1000);
const original = inputsOf('one', [0, 0, 3, 3]);
const another = inputsOf('another', [3, 2, 2, 1]);

/** A clip, the same picture with another sound, and the same sound with another picture. */
export const clips = { original, otherSound: { ...original, wave: another.wave }, otherPicture: { ...original, image: another.image } } as const;

export interface AdaptedNetwork {
  /** Settings over those of the smallest AVE network of one pair of blocks. */
  readonly model: ModelSettings;
  readonly method?: AdapterMethod;
  /** Value of every adapter's `gate` and `gate_av`, which start at 0. */
  readonly gates: number;
  readonly seed?: number;
}

/** All numbers of the network in evaluation mode, for each of the clips. */
export async function compute({ model, method, gates, seed = 2 }: AdaptedNetwork, inputs: readonly Record<string, TensorValue>[]): Promise<Numbers[]> {
  const task = aTask({ adapters: aveTask.adapters, sizes: { tiny: tinyModelWith(oneStage) } });
  const { model: complete } = planModel(task, { size: 'tiny', recipe: 'usual', adapter: method, model, training: {} });
  const ave = aveSettings(complete, method);
  const { streams, ...network } = aveNetwork(Scope.root(), aveInputs(ave, shape, 1000), ave, shape.classes, ForwardContext.evaluation(), method);
  const outputs: Record<string, Tensor> = { ...network, visualTokens: streams.visualTokens, audioTokens: streams.audioTokens };
  if (streams.visualMap !== undefined) outputs.visualMap = streams.visualMap;
  const graph = buildGraph(outputs);
  const encoders = tinyEncoderWeights(tinyModelWith(oneStage));
  const state = new Map([...initialState(graph.variables, seededRandom(seed)), ...[...encoders].filter(([name]) => graph.variables.some((variable) => variable.name === name))]);
  for (const [name, { data }] of state) if (/\.gate(_av)?$/.test(name)) data.fill(gates);
  const engine = createReferenceEngine();
  const program = await engine.compile(graph, { initialState: state });
  const results: Numbers[] = [];
  for (const each of inputs) {
    // The program may keep the buffers it is given.
    const copies = Object.fromEntries(Object.entries(each).map(([name, value]) => [name, { ...value, data: value.data.slice() }]));
    results.push(Object.fromEntries(Object.entries(await program.run(copies)).map(([name, { data }]) => [name, Array.from(data)])));
  }
  await engine.dispose();
  return results;
}

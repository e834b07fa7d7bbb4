import { buildGraph } from '../../src/domain/graph/graph.js';
import { Scope } from '../../src/domain/graph/leaves.js';
import type { TensorValue } from '../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../src/domain/layers/forward-context.js';
import type { Engine } from '../../src/domain/ports/engine.js';
import type { Random } from '../../src/domain/ports/random.js';
import { initialState } from '../../src/domain/training/initialise.js';
import { cosineWarmupSchedule } from '../../src/domain/training/schedules.js';
import { stepScalars, trainingStep } from '../../src/domain/training/training-step.js';
import type { Batch, Exercise } from './exercise.js';

const batchSize = 64;
const recipe = { minimum: 0, warmupSteps: 30, weightDecay: 0.02 };
const optimiser = { optimiser: 'adamw', weightDecay: recipe.weightDecay, accumulate: 1, accumulation: 'mean' } as const;

export type Weights = ReadonlyMap<string, TensorValue>;

/** Trains encoder and classifier from scratch; no example is seen twice. @returns all weights and statistics */
export async function learn(exercise: Exercise, engine: Engine, random: Random, log: (line: string) => void): Promise<Weights> {
  const scope = Scope.root();
  const context = ForwardContext.training();
  const loss = exercise.loss(exercise.logits(scope, batchSize, context));
  const learnt = [...scope.tensors().values()].filter(({ origin }) => origin.kind === 'variable' && origin.variable.trainable);
  const graph = trainingStep({ loss, outputs: {}, statistics: context.updates(), learnt, settings: optimiser });
  const program = await engine.compile(graph, { initialState: initialState(graph.variables, random) });
  try {
    const rate = cosineWarmupSchedule({ ...recipe, rate: exercise.learningRate, totalSteps: exercise.steps });
    const examples = random.fork('examples');
    let batch = exercise.draw(examples, batchSize);
    let sum = 0;
    for (let step = 0; step < exercise.steps; step++) {
      const running = program.run({ ...batch.inputs, ...stepScalars(0, 1, rate(step), optimiser) });
      // Drawn while the engine's own thread computes.
      batch = exercise.draw(examples, batchSize);
      sum += (await running).loss.data[0];
      if ((step + 1) % 100 === 0) {
        log(`${exercise.name}: step ${step + 1} of ${exercise.steps}, loss ${(sum / 100).toFixed(4)}`);
        sum = 0;
      }
    }
    return await program.readState(scope.variables().map(({ name }) => name));
  } finally {
    await program.dispose();
  }
}

/** How well the weights do on examples that were not trained on. */
export async function examine(exercise: Exercise, engine: Engine, weights: Weights, batches: readonly Batch[]): Promise<Readonly<Record<string, number>>> {
  const logits = exercise.logits(Scope.root(), batches[0].truths.length, ForwardContext.evaluation());
  const graph = buildGraph({ logits });
  const program = await engine.compile(graph, { initialState: weights });
  try {
    const rows: Float32Array[] = [];
    for (const { inputs } of batches) {
      const fed = Object.fromEntries(graph.inputs.flatMap(({ origin }) => (origin.kind === 'input' ? [[origin.name, inputs[origin.name]]] : [])));
      const { data, shape } = (await program.run(fed)).logits;
      for (let row = 0; row < shape[0]; row++) rows.push(Float32Array.from(data.subarray(row * shape[1], (row + 1) * shape[1])));
    }
    return exercise.score(rows, batches.flatMap(({ truths }) => truths));
  } finally {
    await program.dispose();
  }
}

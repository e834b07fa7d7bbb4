import { input, Scope } from '../../../../src/domain/graph/leaves.js';
import type { TensorValue } from '../../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { aveLoss, aveTargets } from '../../../../src/domain/tasks/ave/ave-loss.js';
import { aveNetwork } from '../../../../src/domain/tasks/ave/ave-network.js';
import { aveTask } from '../../../../src/domain/tasks/ave/ave-task.js';
import { stepScalars, trainingStep } from '../../../../src/domain/training/training-step.js';
import type { GoldenKind } from '../golden-kind.js';
import { rowsOf, targetValues } from './ave.js';
import { aveSettings, numberOf, objectOf } from './published-settings.js';

/** Adam steps of the whole network, with both accumulation rules. */
export const aveTrainKind: GoldenKind = {
  kind: 'ave-train',
  compute: async ({ golden, engine }) => {
    const { config, inputs, parameters } = golden;
    const recipe = config.recipe === 'fixed' ? 'fixed' : 'published';
    const classes = numberOf(config, 'classes');
    const accumulate = numberOf(config, 'accum');
    const scope = Scope.root((name) => aveTask.trainable(name, {}));
    const context = ForwardContext.trainingWithoutNoise();
    const value = (name: string): TensorValue => {
      const found = inputs.get(name);
      if (found === undefined) throw new Error(`the case has no input "${name}"`);
      return found;
    };
    const [clips, segments, samples] = value('batch1/wave').shape;
    const image = input('image', value('batch1/image').shape);
    const network = aveNetwork(scope, { wave: input('wave', [clips, segments, samples]), image }, aveSettings(config, recipe === 'published'), classes, context);
    const { loss } = aveLoss(network, aveTargets({ clips, segments, segmentSeconds: 1, classes }), recipe, 1);
    const learnt = [...scope.tensors().values()].filter(({ origin }) => origin.kind === 'variable' && origin.variable.trainable);
    const graph = trainingStep({ loss, outputs: {}, statistics: context.updates(), learnt, settings: { optimiser: 'adam', weightDecay: numberOf(objectOf(config, 'optimizer'), 'weight_decay'), accumulate } });
    const initialState = new Map(graph.variables.map(({ name, dtype, shape }): [string, TensorValue] => [name, parameters.get(name) ?? { dtype, shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }]));
    const program = await engine.compile(graph, { initialState });
    const batches = [...inputs.keys()].filter((name) => name.endsWith('/wave')).length;
    const expected: Record<string, TensorValue> = {};
    try {
      let stepCount = 0;
      for (let batch = 0; batch < batches; batch++) {
        const of = (name: string): TensorValue => ({ ...value(`batch${batch + 1}/${name}`), data: value(`batch${batch + 1}/${name}`).data.slice() });
        const scalars = stepScalars(batch, batches, numberOf(objectOf(config, 'optimizer'), 'lr'), { accumulate, accumulation: recipe === 'fixed' ? 'mean' : 'last-batch-only' });
        const steps = accumulate === 1 || scalars['step/apply'].data[0] === 1;
        const result = await program.run({ wave: of('wave'), image: of('image'), ...targetValues(rowsOf(of('label')), classes, recipe), ...scalars });
        expected[`batch${batch + 1}/loss`] = result.loss;
        if (!steps) continue;
        stepCount += 1;
        await collect(`step${stepCount}/delta/`, (name, now) => difference(now, initialState.get(name)));
      }
      await collect('after/', (_, now) => now);
    } finally {
      await program.dispose();
    }
    return { expected, gradients: {} };

    async function collect(prefix: string, map: (name: string, now: TensorValue) => TensorValue): Promise<void> {
      const names = golden.expectedNames.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
      for (const [name, now] of await program.readState(names)) expected[`${prefix}${name}`] = map(name, now);
    }
  },
};

const difference = (now: TensorValue, before: TensorValue | undefined): TensorValue => ({ ...now, data: Float64Array.from(now.data, (element: number, i) => element - (before?.data[i] ?? 0)) });

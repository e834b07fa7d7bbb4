import { input, Scope } from '../../../../src/domain/graph/leaves.js';
import type { TensorValue } from '../../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { avsLoss, avsTargets } from '../../../../src/domain/tasks/avs/avs-loss.js';
import { avsNetwork } from '../../../../src/domain/tasks/avs/avs-network.js';
import { avsTrainable } from '../../../../src/domain/tasks/avs/avs-settings.js';
import { stepScalars, trainingStep } from '../../../../src/domain/training/training-step.js';
import type { GoldenKind } from '../golden-kind.js';
import { avsNetworkSettings } from './avs-settings.js';
import { numberOf, objectOf } from './published-settings.js';

/** Adam steps of the whole network with frozen encoders. */
export const avsTrainKind: GoldenKind = {
  kind: 'avs-train',
  compute: async ({ golden, engine }) => {
    const { config, inputs, parameters } = golden;
    const value = (name: string): TensorValue => {
      const found = inputs.get(name);
      if (found === undefined) throw new Error(`the case has no input "${name}"`);
      return { ...found, data: found.data.slice() };
    };
    const settings = avsNetworkSettings(config);
    const scope = Scope.root(avsTrainable(settings));
    const context = ForwardContext.trainingWithoutNoise();
    const wave = input('wave', value('step1/audio').shape);
    const network = avsNetwork(scope, { wave, image: input('image', value('step1/visual').shape) }, settings, context);
    const shape = { clips: wave.shape[0], segments: wave.shape[1] };
    const masks = avsTargets(settings, shape);
    const { loss } = avsLoss(network, masks, settings, shape);
    const learnt = [...scope.tensors().values()].filter(({ origin }) => origin.kind === 'variable' && origin.variable.trainable);
    const graph = trainingStep({ loss, outputs: {}, statistics: context.updates(), learnt, settings: { optimiser: 'adam', weightDecay: 0, accumulate: 1 } });
    const initialState = new Map(graph.variables.map(({ name, dtype, shape: size }): [string, TensorValue] => [name, parameters.get(name) ?? { dtype, shape: size, data: new Float32Array(size.reduce((a, b) => a * b, 1)) }]));
    const program = await engine.compile(graph, { initialState });
    const expected: Record<string, TensorValue> = {};
    const collect = async (prefix: string, map: (name: string, now: TensorValue) => TensorValue): Promise<void> => {
      const names = golden.expectedNames.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
      for (const [name, now] of await program.readState(names)) expected[`${prefix}${name}`] = map(name, now);
    };
    const steps = [...inputs.keys()].filter((name) => name.endsWith('/audio')).length;
    try {
      for (let step = 1; step <= steps; step++) {
        const scalars = stepScalars(step - 1, steps, numberOf(objectOf(config, 'optimizer'), 'lr'), { accumulate: 1, accumulation: 'mean' });
        const result = await program.run({ wave: value(`step${step}/audio`), image: value(`step${step}/visual`), masks: { ...value(`step${step}/gt`), dtype: 'float32', shape: masks.shape, data: Float32Array.from(value(`step${step}/gt`).data) }, ...scalars });
        expected[`step${step}/loss`] = result.loss;
        await collect(`step${step}/delta/`, (name, now) => ({ ...now, data: Float64Array.from(now.data, (element: number, i) => element - (initialState.get(name)?.data[i] ?? 0)) }));
      }
      await collect('after/', (_, now) => now);
    } finally {
      await program.dispose();
    }
    return { expected, gradients: {} };
  },
};

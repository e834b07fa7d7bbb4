import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { avsLoss, avsTargets } from '../../../../src/domain/tasks/avs/avs-loss.js';
import { avsNetwork } from '../../../../src/domain/tasks/avs/avs-network.js';
import { avsTrainable } from '../../../../src/domain/tasks/avs/avs-settings.js';
import { input, Scope } from '../../../../src/domain/graph/leaves.js';
import type { GoldenContext, GoldenKind } from '../golden-kind.js';
import { adamSteps } from './adam-steps.js';
import { avsNetworkSettings } from './avs-settings.js';

/** Adam steps of the whole network with frozen encoders. */
export const avsTrainKind: GoldenKind = {
  kind: 'avs-train',
  compute: (golden) => {
    const settings = avsNetworkSettings(golden.golden.config);
    const scope = Scope.root(avsTrainable(settings));
    const context = ForwardContext.trainingWithoutNoise();
    const wave = input('step1/audio', shapeOf(golden, 'step1/audio'));
    const network = avsNetwork(scope, { wave, image: input('step1/visual', shapeOf(golden, 'step1/visual')) }, settings, context);
    const shape = { clips: wave.shape[0], segments: wave.shape[1] };
    const masks = avsTargets(settings, shape);
    const { loss } = avsLoss(network, masks, settings, shape);
    return adamSteps(golden, {
      scope,
      context,
      loss,
      inputs: (step, of) => {
        const { data } = of(`step${step}/gt`);
        return { masks: { dtype: 'float32', shape: masks.shape, data: Float32Array.from(data) } };
      },
    });
  },
};

function shapeOf({ golden }: GoldenContext, name: string): readonly number[] {
  const value = golden.inputs.get(name);
  if (value === undefined) throw new Error(`the case has no input "${name}"`);
  return value.shape;
}

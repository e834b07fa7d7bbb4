import { Scope } from '../../../../src/domain/graph/leaves.js';
import type { TensorValue } from '../../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { avvpLoss, avvpTargets } from '../../../../src/domain/tasks/avvp/avvp-loss.js';
import { avvpNetwork } from '../../../../src/domain/tasks/avvp/avvp-network.js';
import { avvpTrainable } from '../../../../src/domain/tasks/avvp/avvp-settings.js';
import type { GoldenKind } from '../golden-kind.js';
import { adamSteps } from './adam-steps.js';
import { avvpCaseInputs, floatTarget } from './avvp.js';
import { avvpNetworkSettings } from './avvp-settings.js';
import { numberOf } from './published-settings.js';

/** Adam steps of the whole network with frozen encoders. */
export const avvpTrainKind: GoldenKind = {
  kind: 'avvp-train',
  compute: (golden) => {
    const { config } = golden.golden;
    const classes = numberOf(config, 'classes');
    const scope = Scope.root(avvpTrainable);
    const context = ForwardContext.trainingWithoutNoise();
    const settings = avvpNetworkSettings(config);
    const network = avvpNetwork(scope, avvpCaseInputs(golden, 'step1/'), settings, classes, context);
    const { loss, audioVisual, audio, visual, audioClasses, visualClasses } = avvpLoss(network, avvpTargets({ clips: network.output.shape[0], classes }), settings.loss);
    const terms = { loss_av: audioVisual, loss_a: audio, loss_v: visual, loss_cls_aud: audioClasses, loss_cls_vis: visualClasses };
    return adamSteps(golden, { scope, context, loss, terms, inputs: (step, of): Record<string, TensorValue> => ({ classes: floatTarget(of(`step${step}/target`)) }) });
  },
};

import { Scope } from '../../../../src/domain/graph/leaves.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { avqaLoss, avqaTargets } from '../../../../src/domain/tasks/avqa/avqa-loss.js';
import { avqaNetwork } from '../../../../src/domain/tasks/avqa/avqa-network.js';
import { avqaTrainable } from '../../../../src/domain/tasks/avqa/avqa-settings.js';
import type { GoldenKind } from '../golden-kind.js';
import { adamSteps } from './adam-steps.js';
import { avqaCaseInputs } from './avqa.js';
import { avqaNetworkSettings } from './avqa-settings.js';
import { numberOf } from './published-settings.js';

/** Adam steps of the whole network with frozen encoders. */
export const avqaTrainKind: GoldenKind = {
  kind: 'avqa-train',
  compute: (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root(avqaTrainable);
    const context = ForwardContext.trainingWithoutNoise();
    const settings = avqaNetworkSettings(config);
    const { answer, positive, negative } = avqaNetwork(scope, avqaCaseInputs(golden, 'step1/'), settings, numberOf(config, 'answers'), context);
    if (negative === undefined) throw new Error('the golden case has negative frames');
    const terms = avqaLoss(answer, { positive: positive.match, negative: negative.match }, avqaTargets({ clips: answer.shape[0] }), settings.matchingWeight);
    if (terms.matching === undefined) throw new Error('the loss has a matching term');
    return adamSteps(golden, {
      scope,
      context,
      loss: terms.loss,
      terms: { loss_qa: terms.answer, loss_match: terms.matching },
      inputs: (step, of) => {
        const { shape, data } = of(`step${step}/target`);
        return { answers: { dtype: 'int32', shape, data: Int32Array.from(data) } };
      },
    });
  },
};

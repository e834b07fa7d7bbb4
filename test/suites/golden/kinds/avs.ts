import { dgsctAdapter } from '../../../../src/domain/dgsct/adapter.js';
import { input, Scope } from '../../../../src/domain/graph/leaves.js';
import { reshape, transpose } from '../../../../src/domain/graph/operations.js';
import type { Tensor, TensorValue } from '../../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { avsLoss, avsTargets, type AvsLossTerms } from '../../../../src/domain/tasks/avs/avs-loss.js';
import { avsAccuracy, publishedAvsAccuracy } from '../../../../src/domain/tasks/avs/avs-metrics.js';
import { avsNetwork, type AvsInputs, type AvsOutputs } from '../../../../src/domain/tasks/avs/avs-network.js';
import { avsTemporalGates } from '../../../../src/domain/tasks/avs/avs-temporal-gates.js';
import { maskDecoder } from '../../../../src/domain/tasks/avs/mask-decoder.js';
import { maskScores } from '../../../../src/domain/tasks/avs/mask-scores.js';
import { tpavi } from '../../../../src/domain/tasks/avs/tpavi.js';
import type { GoldenContext, GoldenKind } from '../golden-kind.js';
import { avsAdapter, avsLossSettings, avsNetworkSettings, settingOf } from './avs-settings.js';
import { computeForwardCase } from './case-gradients.js';
import { inputOf, passOf, valueOf } from './case-inputs.js';
import { numberOf, objectOf } from './published-settings.js';

const numbered = (prefix: string, tensors: readonly (Tensor | undefined)[], suffix = ''): Record<string, Tensor> =>
  Object.fromEntries(tensors.flatMap((tensor, k) => (tensor === undefined ? [] : [[`${prefix}${k + 1}${suffix}`, tensor]])));

/** Channels after the rows, as published, and last, as the stage maps are kept. */
const channelsLast = (x: Tensor): Tensor => transpose(x, [0, 2, 3, 1]);
const channelsSecond = (x: Tensor): Tensor => transpose(x, [0, 3, 1, 2]);

export const avsAdapterKind: GoldenKind = {
  kind: 'avs-adapter',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const inputs = { x: inputOf(golden, 'x'), prompt: inputOf(golden, 'prompt') };
    const options = objectOf(config, 'opt');
    const settings = avsAdapter(settingOf(config.variant), options, numberOf(options, 'is_gate') === 1, numberOf(config, 'alpha'), numberOf(config, 'beta'));
    const { residual, spatialMap } = dgsctAdapter(scope, inputs.x, inputs.prompt, settings, passOf(config.training));
    const outputs = { out: residual, ...(spatialMap && { map: spatialMap }) };
    return computeForwardCase(golden, { outputs, loss: golden.cotangentLoss(outputs), inputs, scope });
  },
};

export const avsTemporalKind: GoldenKind = {
  kind: 'avs-temporal',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const maps = [1, 2, 3, 4].map((k) => inputOf(golden, `map${k}`));
    const audio = inputOf(golden, 'audio');
    const settings = { audioWidth: numberOf(config, 'adim'), visualWidth: numberOf(config, 'channel'), modelWidth: numberOf(config, 'tdim'), feedForward: numberOf(config, 'ff'), heads: numberOf(config, 'heads'), inputDropout: 0, dropout: 0, gamma: numberOf(config, 'gamma') };
    const gated = avsTemporalGates(scope, maps.map(channelsLast), audio, settings, true, ForwardContext.evaluation());
    const outputs = { ...numbered('map', gated.maps.map(channelsSecond), '_out'), audio_out: reshape(gated.audio, [maps[0].shape[0], audio.shape[2]]) };
    return computeForwardCase(golden, { outputs, loss: golden.cotangentLoss(outputs), inputs: { ...numbered('map', maps), audio }, scope });
  },
};

export const avsTpaviKind: GoldenKind = {
  kind: 'avs-tpavi',
  compute: async (golden) => {
    const { config } = golden.golden;
    const scope = Scope.root();
    const context = passOf(config.training);
    const x = inputOf(golden, 'x');
    const audio = config.audio === true ? inputOf(golden, 'audio') : input('audio', [x.shape[0], x.shape[2], numberOf(config, 'adim')]);
    const result = tpavi(scope, transpose(x, [0, 2, 3, 4, 1]), audio, { self: config.audio !== true, audio: config.audio === true }, context);
    const outputs = { out: transpose(result.map, [0, 4, 1, 2, 3]), ...(result.audioFeature && { audio_feature: result.audioFeature }) };
    return computeForwardCase(golden, { outputs, loss: golden.cotangentLoss(outputs), inputs: { x, audio }, scope, context });
  },
};

export const avsDecoderKind: GoldenKind = {
  kind: 'avs-decoder',
  compute: async (golden) => {
    const { head } = golden.golden.config;
    if (!Array.isArray(head)) throw new Error('golden config "head" is no list');
    const scope = Scope.root();
    const maps = [1, 2, 3, 4].map((k) => inputOf(golden, `map${k}`));
    const decoded = maskDecoder(scope, maps, [Number(head[0]), Number(head[1])], true);
    const rectified = numbered('map', decoded.maps, '_after');
    const loss = golden.cotangentLoss({ pred: decoded.pred, map1_after: rectified.map1_after, map4_after: rectified.map4_after });
    return computeForwardCase(golden, { outputs: { ...numbered('path', decoded.paths), pred: decoded.pred, ...rectified }, loss, inputs: numbered('map', maps), scope });
  },
};

/** The loss and its terms under the cases' names. */
const lossOutputs = ({ mask, matching, loss }: AvsLossTerms): Record<string, Tensor> => ({ loss, loss_bce: mask, ...(matching && { loss_avm: matching }) });

/** The case's masks under the name of the graph's input, in its shape. */
const masksOf = (golden: GoldenContext, { shape }: Tensor): Record<string, TensorValue> => ({ masks: { ...valueOf(golden, 'gt'), shape } });

export const avsLossKind: GoldenKind = {
  kind: 'avs-loss',
  compute: async (golden) => {
    const { config } = golden.golden;
    const setting = settingOf(config.setting);
    const side = numberOf(config, 'image');
    const shape = { clips: numberOf(config, 'B'), segments: numberOf(config, 'T') };
    const settings = { setting, loss: avsLossSettings(config) };
    const listed = (name: string): Tensor | undefined => (golden.golden.inputs.has(name) ? inputOf(golden, name) : undefined);
    const maps = [1, 2, 3, 4].map((k) => listed(`map${k}`));
    const audioFeatures = [1, 2, 3, 4].map((k) => listed(`audio_feature${k}`));
    const pred = inputOf(golden, 'pred');
    const masks = avsTargets({ setting, frameSize: [side, side] }, shape);
    const terms = avsLoss({ pred, maps, audioFeatures }, masks, settings, shape);
    const outputs = Object.fromEntries(Object.entries(lossOutputs(terms)).map(([name, value]) => [name, reshape(value, [1])]));
    return computeForwardCase(golden, { outputs, loss: terms.loss, inputs: { pred, ...numbered('map', maps), ...numbered('audio_feature', audioFeatures) }, extraInputs: masksOf(golden, masks), scope: Scope.root() });
  },
};

/** Outputs and intermediate tensors of the whole network under the cases' names. */
const networkOutputs = (network: AvsOutputs): Record<string, Tensor> => ({
  pred: network.pred,
  ...numbered('map', network.maps),
  ...numbered('audio_feature', network.audioFeatures),
  ...numbered('stage', network.stageMaps.map(channelsSecond), '_map'),
  audio_sequence: network.audioSequence,
  audio_gated: reshape(network.audioGated, [network.pred.shape[0], network.audioGated.shape[2]]),
});

export const avsModelKind: GoldenKind = {
  kind: 'avs-model',
  compute: async (golden) => {
    const { config, inputs } = golden.golden;
    const training = inputs.has('gt');
    const scope = Scope.root();
    const context = passOf(training);
    const settings = avsNetworkSettings(config);
    const given: AvsInputs = { wave: inputOf(golden, 'audio'), image: inputOf(golden, 'visual'), ...(inputs.has('mixup_lambda') && { mixupLambda: inputOf(golden, 'mixup_lambda') }) };
    const network = avsNetwork(scope, given, settings, context);
    if (!training) return computeForwardCase(golden, { outputs: networkOutputs(network), scope });
    const shape = { clips: given.wave.shape[0], segments: given.wave.shape[1] };
    const masks = avsTargets(settings, shape);
    const terms = avsLoss(network, masks, settings, shape);
    return computeForwardCase(golden, { outputs: { ...networkOutputs(network), ...lossOutputs(terms) }, loss: terms.loss, extraInputs: masksOf(golden, masks), scope, context });
  },
};

const floats = (numbers: readonly number[]): TensorValue => ({ dtype: 'float32', shape: [numbers.length], data: Float64Array.from(numbers) });

export const metricAvsKind: GoldenKind = {
  kind: 'metric-avs',
  compute: async (golden) => {
    const [pred, gt] = [valueOf(golden, 'pred'), valueOf(golden, 'gt')];
    const [images, height, width] = pred.shape;
    const rowOf = ({ data }: TensorValue, row: number): ArrayLike<number> => data.subarray(row * height * width, (row + 1) * height * width);
    const scores = Array.from({ length: images }, (_, row) => maskScores(rowOf(pred, row), rowOf(gt, row)));
    const published = publishedAvsAccuracy(scores, numberOf(golden.golden.config, 'batch'));
    const fixed = avsAccuracy(scores);
    return {
      expected: {
        image_iou: floats(scores.map(({ iou }) => iou)),
        batch_iou: floats(published.batches.map(({ iou }) => iou)),
        batch_f: floats(published.batches.map(({ fScore }) => fScore)),
        miou: floats([published.iou]),
        f_score: floats([published.fScore]),
        fixed_miou: floats([fixed.iou]),
        fixed_f_score: floats([fixed.fScore]),
      },
      gradients: {},
    };
  },
};

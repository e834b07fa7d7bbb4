import { dgsctMethod } from '../../../../src/domain/dgsct/dgsct-method.js';
import { paperAdapterSettings } from '../../../../src/domain/dgsct/adapter-settings.js';
import { endMarkPositions } from '../../../../src/domain/encoders/clip/clip-text.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import { retrievalNetwork, type RetrievalOutputs } from '../../../../src/domain/tasks/retrieval/retrieval-network.js';
import { noClassTexts } from '../../../../src/domain/tasks/retrieval/class-texts.js';
import type { ContextPosition } from '../../../../src/domain/tasks/retrieval/prompt-learner.js';
import type { RetrievalSettings } from '../../../../src/domain/tasks/retrieval/retrieval-settings.js';
import { clapHtsatConfig } from './clap.js';
import { objectOf } from './published-settings.js';
import { constant, input, Scope } from '../../../../src/domain/graph/leaves.js';
import { reduceMean, reshape, slice } from '../../../../src/domain/graph/operations.js';
import { elementCount } from '../../../../src/domain/graph/shapes.js';
import type { Tensor, TensorValue, Variable } from '../../../../src/domain/graph/tensor.js';
import { stepInputs, trainingStep } from '../../../../src/domain/training/training-step.js';
import { contrastiveObjective } from '../../../../src/domain/tasks/retrieval/contrastive-objective.js';
import { fuseScores, fusionRules, visualConfidence, type FusionRule } from '../../../../src/domain/tasks/retrieval/fusion.js';
import { publishedObjective, type PublishedScript } from '../../../../src/domain/tasks/retrieval/objectives.js';
import { clipLabels } from '../../../../src/domain/tasks/retrieval/clip-labels.js';
import type { GoldenCase, GoldenContext, GoldenKind } from '../golden-kind.js';
import { computeForwardCase } from './case-gradients.js';
import { numberOf } from './published-settings.js';

const given = (golden: GoldenCase, name: string): Tensor => {
  const value = golden.inputs.get(name);
  if (value === undefined) throw new Error(`case ${golden.id} has no input "${name}"`);
  return input(name, value.shape, value.dtype);
};

export const fusionKind: GoldenKind = {
  kind: 'fusion',
  compute: async (golden) => {
    const rule = golden.golden.config.rule as FusionRule;
    if (!fusionRules.includes(rule)) throw new Error(`no fusion rule "${rule}"`);
    const [logits_v, logits_a] = [given(golden.golden, 'logits_v'), given(golden.golden, 'logits_a')];
    const event_scores = fuseScores(rule, logits_v, logits_a);
    const w1 = reshape(visualConfidence(logits_v, logits_a), [logits_v.shape[0]]);
    return computeForwardCase(golden, { outputs: { event_scores, w1 }, loss: golden.cotangentLoss({ event_scores }), inputs: { logits_v, logits_a }, scope: Scope.root() });
  },
};

const scripts: Readonly<Record<string, PublishedScript>> = { AVE: 'ave', AVE_class: 'ave-classification', LLP_class: 'llp-classification', pretrain: 'pre-training' };

export const lossKind: GoldenKind = {
  kind: 'loss',
  compute: (golden) => (golden.golden.config.script === undefined ? paperObjective(golden) : scriptObjective(golden)),
};

async function paperObjective(golden: GoldenContext) {
  const names = ['image', 'audio', 'text_v', 'text_a', 'log_tau_v', 'log_tau_a'] as const;
  const inputs = Object.fromEntries(names.map((name) => [name, given(golden.golden, name)])) as Record<(typeof names)[number], Tensor>;
  const { visual, audio, visualWeight, total } = contrastiveObjective(
    { visual: inputs.image, visualText: inputs.text_v, audio: inputs.audio, audioText: inputs.text_a },
    { visual: reshape(inputs.log_tau_v, []), audio: reshape(inputs.log_tau_a, []) },
  );
  return computeForwardCase(golden, { outputs: { loss_v: visual, loss_a: audio, w1: visualWeight, total }, loss: total, inputs, scope: Scope.root() });
}

async function scriptObjective(golden: GoldenContext) {
  const { config, inputs } = golden.golden;
  const truth = inputs.get('GT');
  const script = scripts[String(config.script)];
  if (truth === undefined || script === undefined) throw new Error(`case ${golden.golden.id} is of no known script`);
  const scores = given(golden.golden, 'event_scores');
  const [clips, classes] = [numberOf(config, 'clips'), scores.shape[1]];
  const perClip = script.endsWith('-classification');
  const labels: TensorValue = {
    dtype: 'float32',
    shape: [perClip ? clips : scores.shape[0], classes],
    data: Float32Array.from(script === 'ave-classification' ? clipLabels(truth.data, truth.shape[1], truth.shape[2]) : truth.data),
  };
  const compared = perClip ? reduceMean(reshape(scores, [clips, numberOf(config, 'segments'), classes]), [1]) : scores;
  const [logits_audio_image, logits_image_audio] = [given(golden.golden, 'logits_audio_image'), given(golden.golden, 'logits_image_audio')];
  const loss = publishedObjective(script, compared, input('labels', labels.shape), logits_audio_image, logits_image_audio, constant(numberOf(config, 'epoch')));
  return computeForwardCase(golden, {
    outputs: { loss_event: loss.event, loss_audio_image: loss.audioImage, loss_image_audio: loss.imageAudio, total: loss.total },
    loss: loss.total,
    inputs: { event_scores: scores, logits_audio_image, logits_image_audio },
    extraInputs: { labels },
    scope: Scope.root(),
  });
}

type Config = Readonly<Record<string, unknown>>;

/** The small networks of the few-shot and zero-shot cases. */
function retrievalSettings(config: Config, kind: string): RetrievalSettings {
  const sizes = (key: string): number => numberOf(config, key);
  const options = objectOf(config, 'options');
  const zeroShot = kind.startsWith('zeroshot');
  const adapter = {
    ...paperAdapterSettings,
    reduction: numberOf(options, 'Adapter_downsample'),
    groups: numberOf(options, 'num_conv_group'),
    latentTokens: numberOf(options, 'num_tokens'),
    alpha: zeroShot ? 0.3 : numberOf(options, 'alpha'),
    beta: zeroShot ? 0.01 : numberOf(options, 'beta'),
    gamma: zeroShot ? 0.05 : numberOf(options, 'gamma'),
    frameGate: true,
    unusedWeights: true,
  };
  return {
    image: { imageSize: sizes('image'), patchSize: sizes('patch'), width: sizes('vwidth'), layers: sizes('blocks'), embedding: sizes('embed') },
    text: { contextLength: sizes('ctx'), vocabulary: sizes('vocab'), width: sizes('twidth'), heads: sizes('theads'), layers: sizes('tlayers'), embedding: sizes('embed') },
    audio: clapHtsatConfig(config),
    audioText: { vocabulary: sizes('rvocab'), positions: sizes('rmaxpos'), width: sizes('rdim'), layers: sizes('rlayers'), heads: sizes('rheads'), feedForward: sizes('rff'), dropout: 0 },
    audioTextLength: sizes('rlen'),
    audioEmbedding: sizes('embed'),
    soundRepeats: 1,
    adapter: 'dgsct',
    visualAdapter: adapter,
    audioAdapter: adapter,
    prompts: { contextTokens: 4, position: options.class_token_position as ContextPosition, image: '{}', sound: '{}', learnt: true, contextStart: 'random', words: [] },
    background: false,
    target: 'segments',
    objective: 'ave',
    frames: 'clip',
    learntTemperatures: false,
    classTexts: noClassTexts,
    audioScale: 'stored',
    clipAdapters: true,
    fusion: zeroShot ? 'published-zero-shot' : 'published-few-shot',
    encodersTrain: !zeroShot,
    adaptersTrain: false,
    commonWidth: 0,
    unusedWeights: true,
  };
}

interface BuiltNetwork {
  readonly scope: Scope;
  readonly context: ForwardContext;
  readonly outputs: RetrievalOutputs;
  readonly scores: Tensor;
  readonly ends: TensorValue;
}

/** Declares inputs with the names of the case's first batch. */
function buildNetwork(golden: GoldenCase, context: ForwardContext, encodersTrain: boolean): BuiltNetwork {
  const { config, kind, inputs } = golden;
  const settings = { ...retrievalSettings(config, kind), encodersTrain };
  const scope = Scope.root((name) => /adapter|prompt_learner|contrastive/.test(name));
  const tokens = inputs.get('tokenizedPrompts');
  if (tokens === undefined) throw new Error(`case ${golden.id} has no prompts`);
  const ends: TensorValue = { dtype: 'int32', shape: [tokens.shape[0]], data: endMarkPositions(tokens.data, tokens.shape[1]) };
  const names = [...(config.classnames as string[]), ...(numberOf(objectOf(config, 'options'), 'weak') === 0 ? ['background'] : [])];
  const texts = {
    clipIds: given(golden, 'tokenizedPrompts'),
    clipEnds: input('ends', ends.shape, 'int32'),
    nameLengths: names.map((name) => name.split(' ').length),
    clapIds: given(golden, 'robertaIds'),
    clapMask: given(golden, 'robertaMask'),
  };
  scope.parameter('logit_scale_a', [], { kind: 'constant', value: numberOf(config, 'scale_a') });
  const shapeOf = (name: string) => (inputs.get(name) ?? inputs.get(`${name}0`))?.shape ?? [];
  const frames = { wave: input('wave', shapeOf('wave')), image: input('image', shapeOf('image')) };
  const outputs = retrievalNetwork(scope, frames, texts, settings, dgsctMethod, { kind: 'constant', value: 0 }, context);
  return { scope, context, outputs, scores: fuseScores(settings.fusion, outputs.visualLogits, outputs.audioLogits), ends };
}

const retrievalModelKind = (kind: string): GoldenKind => ({
  kind,
  compute: async (golden) => {
    const trains = golden.golden.config.mode === 'train';
    // The published zero-shot evaluation leaves the adapters in training mode.
    const context = trains || golden.golden.name.endsWith('batchstats') ? ForwardContext.trainingWithoutNoise() : ForwardContext.evaluation();
    const { scope, outputs, scores, ends } = buildNetwork(golden.golden, context, trains);
    const { streams } = outputs;
    const arrays: Record<string, Tensor> = {
      event_scores: scores,
      logits_v: outputs.visualLogits,
      logits_a: outputs.audioLogits,
      logits_audio_image: outputs.audioImageLogits,
      logits_image_audio: outputs.imageAudioLogits,
      visual_embedding: outputs.visualEmbedding,
      audio_embedding: outputs.audioEmbedding,
      prompts: outputs.prompts,
      clipText: outputs.clipTexts,
      clapText: outputs.clapTexts,
      'audio.final': streams.audioTokens,
      'visual.class.final': reshape(slice(streams.visualTokens, 1, 0, 1), [streams.visualTokens.shape[0], streams.visualTokens.shape[2]]),
    };
    streams.entering.forEach(({ visual, audio }, block) => Object.assign(arrays, { [`audio.block${block}.in`]: audio, [`visual.block${block}.in`]: visual }));
    for (const [name, residual] of streams.residuals) arrays[`${name}.out`] = residual;
    for (const [name, tensor] of scope.tensors()) arrays[`buffer.${name}`] = tensor;
    for (const { variable, next } of context.updates()) arrays[`buffer.${variable.name}`] = next;
    const { event_scores, logits_audio_image, logits_image_audio } = arrays;
    return computeForwardCase(golden, {
      outputs: arrays,
      loss: golden.cotangentLoss({ event_scores, logits_audio_image, logits_image_audio }),
      extraInputs: { ends },
      scope,
    });
  },
});

export const fewShotModelKind = retrievalModelKind('fewshot-model');
export const zeroShotModelKind = retrievalModelKind('zeroshot-model');

/** Two steps of the published loop. */
export const fewShotTrainKind: GoldenKind = {
  kind: 'fewshot-train',
  compute: async ({ golden, engine }) => {
    const { config, inputs, parameters } = golden;
    const script = scripts[String(config.script)];
    const context = ForwardContext.trainingWithoutNoise();
    const { scope, outputs, scores, ends } = buildNetwork(golden, context, true);
    const [clips, segments] = [inputs.get('image0')?.shape[0] ?? 0, inputs.get('image0')?.shape[1] ?? 0];
    const classes = scores.shape[1];
    const perClip = script.endsWith('-classification');
    const labels = input('labels', [perClip ? clips : clips * segments, classes]);
    const compared = perClip ? reduceMean(reshape(scores, [clips, segments, classes]), [1]) : scores;
    const loss = publishedObjective(script, compared, labels, outputs.audioImageLogits, outputs.imageAudioLogits, constant(numberOf(config, 'epoch')));
    const learnt = [...scope.tensors().values()].filter(({ origin }) => origin.kind === 'variable' && origin.variable.trainable);
    const graph = trainingStep({
      loss: loss.total,
      outputs: { loss_event: loss.event, loss_audio_image: loss.audioImage, loss_image_audio: loss.imageAudio },
      statistics: context.updates(),
      learnt,
      settings: { optimiser: 'adam', weightDecay: 0, accumulate: 1, maximumGradientNorm: numberOf(config, 'clip_gradient') },
    });
    const initialState = new Map(graph.variables.map((variable): [string, TensorValue] => [variable.name, parameters.get(variable.name) ?? startOf(variable)]));
    const program = await engine.compile(graph, { initialState });
    try {
      const steps: Record<string, number>[] = [];
      for (const batch of [0, 1]) {
        const of = (name: string): TensorValue => copyOf(inputs.get(name) ?? inputs.get(`${name}${batch}`));
        const truth = of('GT');
        const result = await program.run({
          wave: of('wave'),
          image: of('image'),
          tokenizedPrompts: of('tokenizedPrompts'),
          robertaIds: of('robertaIds'),
          robertaMask: of('robertaMask'),
          ends: copyOf(ends),
          labels: { dtype: 'float32', shape: labels.shape, data: Float32Array.from(truth.data) },
          [stepInputs.learningRate]: { dtype: 'float32', shape: [], data: Float32Array.of(numberOf(config, 'lr')) },
        });
        steps.push({ ...Object.fromEntries(['loss_event', 'loss_audio_image', 'loss_image_audio'].map((name) => [name, result[name].data[0]])), total: result.loss.data[0], gradient_norm: result.gradientNorm.data[0] });
      }
      const state = await program.readState();
      const deltas = (config.delta_names as string[]).map((name) => Math.hypot(...Array.from(state.get(name)?.data ?? [], (value: number, i) => value - (initialState.get(name)?.data[i] ?? 0))));
      const expected = Object.fromEntries(golden.expectedNames.map((name): [string, TensorValue] => {
        if (name === 'delta_l2') return [name, listed(deltas)];
        const stored = /^(?:after|buffer)\.(.+)$/.exec(name)?.[1];
        if (stored === undefined) return [name, listed(steps.map((step) => step[name]))];
        return [name, state.get(stored) ?? parameters.get(stored) ?? listed([])];
      }));
      return { expected, gradients: {} };
    } finally {
      await program.dispose();
    }
  },
};

const listed = (values: readonly number[]): TensorValue => ({ dtype: 'float32', shape: [values.length], data: Float64Array.from(values) });

function copyOf(value: TensorValue | undefined): TensorValue {
  if (value === undefined) throw new Error('the case lacks an input');
  return { ...value, data: value.data.slice() };
}

function startOf({ dtype, shape, initialiser, name }: Variable): TensorValue {
  if (initialiser.kind !== 'constant') throw new Error(`the case gives no value for "${name}"`);
  return { dtype, shape, data: new Float32Array(elementCount(shape)).fill(initialiser.value) };
}

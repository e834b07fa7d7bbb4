import { htsatStages } from '../../../../src/domain/encoders/htsat.js';
import { fourierKernels, logMel, melWeights, powerSpectrogram } from '../../../../src/domain/encoders/log-mel.js';
import { logSpacedCoordinates } from '../../../../src/domain/encoders/relative-position.js';
import { applySwinV2Block, swinV2Stages } from '../../../../src/domain/encoders/swinv2.js';
import { gradients } from '../../../../src/domain/graph/gradients.js';
import { constant, input, Scope } from '../../../../src/domain/graph/leaves.js';
import { expand, reshape } from '../../../../src/domain/graph/operations.js';
import type { Tensor, TensorValue } from '../../../../src/domain/graph/tensor.js';
import { ForwardContext } from '../../../../src/domain/layers/forward-context.js';
import type { GoldenCase, GoldenContext, GoldenKind, GoldenResult } from '../golden-kind.js';
import { htsatConfig, logMelConfig, swinV2Config } from './encoder-config.js';

type Named = Record<string, Tensor>;

export const logMelKind: GoldenKind = {
  kind: 'logmel',
  compute: async ({ golden, evaluate }) => {
    const config = logMelConfig(golden.config);
    const waveform = inputOf(golden, 'waveform');
    const expected = await evaluate({ spectrogram: powerSpectrogram(waveform, config), logmel: logMel(waveform, config) });
    const { real, imaginary } = fourierKernels(config.fftSize);
    return { expected: { ...expected, mel_matrix: melWeights(config), window_row: rowOne(real, config.fftSize), imag_row: rowOne(imaginary, config.fftSize) }, gradients: {} };
  },
};

export const swinV2Kind: GoldenKind = {
  kind: 'swinv2',
  compute: async (context) => {
    const config = swinV2Config(context.golden.config);
    const scope = Scope.root();
    const swin = swinV2Stages(scope, config);
    const mode = ForwardContext.evaluation();
    const image = inputOf(context.golden, 'image');
    const steps: Named = { patch_embed: swin.patchEmbed(image) };
    let x = steps['patch_embed'];
    swin.stages.forEach(({ blocks, downsample }, stage) => {
      blocks.forEach((block, index) => (steps[`stage${stage}.block${index}`] = x = applySwinV2Block(block, x, mode)));
      steps[`stage${stage}`] = x = downsample?.(x) ?? x;
    });
    const features = swin.norm(x);
    const outputs: Named = { features, ...(swin.head === undefined ? {} : { logits: swin.head(features) }) };
    const window = config.imageSize.map((size) => Math.min(size / config.patchSize, config.windowSize)) as [number, number];
    const table = logSpacedCoordinates(window, config.pretrainedWindowSizes?.[0] ?? 0);
    const coords_table = reshape(table, [1, 2 * window[0] - 1, 2 * window[1] - 1, 2]);
    return forwardAndBackward(context, { ...steps, ...outputs, coords_table }, outputs, new Map([...scope.tensors(), ['input/image', image]]));
  },
};

export const htsatKind: GoldenKind = {
  kind: 'htsat',
  compute: async (context) => {
    const scope = Scope.root();
    const htsat = htsatStages(scope, htsatConfig(context.golden.config));
    const mode = context.golden.config['train'] === true ? ForwardContext.trainingWithoutNoise() : ForwardContext.evaluation();
    const logmel = htsat.logMel(inputOf(context.golden, 'waveform'));
    const bn0 = htsat.batchNorm0(logmel, mode);
    const image = htsat.image(bn0, mode);
    const steps: Named = { logmel, bn0, image, patch_embed: htsat.patchEmbed(image) };
    let x = steps['patch_embed'];
    htsat.stages.forEach(({ blocks, downsample }, stage) => {
      blocks.forEach((block, index) => (steps[`stage${stage}.block${index}`] = x = block.forward(x, mode)));
      steps[`stage${stage}`] = x = downsample?.(x) ?? x;
    });
    const events = htsat.tokenSemanticHead?.(htsat.norm(x));
    if (events === undefined) throw new Error('every case has a head');
    const outputs: Named = { latent_output: events.latentOutput, framewise_output: events.framewiseOutput, clipwise_output: events.clipwiseOutput };
    const after = Object.fromEntries(mode.updates().map(({ variable, next }) => [`after/${variable.name}`, next]));
    return forwardAndBackward(context, { ...steps, ...outputs, ...after }, outputs, scope.tensors());
  },
};

/** The listed arrays, and gradients of the cotangent sum over `outputs`; zero for what takes no part. */
async function forwardAndBackward(context: GoldenContext, arrays: Named, outputs: Named, leaves: ReadonlyMap<string, Tensor>): Promise<GoldenResult> {
  const names = context.golden.gradientNames;
  const wrt = names.map((name) => {
    const leaf = leaves.get(name);
    if (leaf === undefined) throw new Error(`the model has no parameter "${name}"`);
    return leaf;
  });
  const slopes = names.length === 0 ? [] : gradients(context.cotangentLoss(outputs), wrt);
  const derivatives = Object.fromEntries(names.map((name, k) => [`gradient/${name}`, slopes[k] ?? expand(constant(0), wrt[k].shape)]));
  const listed = Object.fromEntries(context.golden.expectedNames.map((name) => [name, arrays[name]]));
  const values = await context.evaluate({ ...listed, ...derivatives });
  return {
    expected: Object.fromEntries(context.golden.expectedNames.map((name) => [name, values[name]])),
    gradients: Object.fromEntries(names.map((name) => [name, values[`gradient/${name}`]])),
  };
}

function inputOf(golden: GoldenCase, name: string): Tensor {
  const value = golden.inputs.get(name);
  if (value === undefined) throw new Error(`case ${golden.id} has no input "${name}"`);
  return input(name, value.shape);
}

const rowOne = ({ data }: TensorValue, length: number): TensorValue => ({ dtype: 'float32', shape: [length], data: data.slice(length, 2 * length) });

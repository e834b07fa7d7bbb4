import { describe, expect, it } from 'vitest';
import { htsatStages, htsatTokens, type HtsatConfig } from '../../../src/domain/encoders/htsat.js';
import { fourierKernels, melWeights } from '../../../src/domain/encoders/log-mel.js';
import { buildGraph } from '../../../src/domain/graph/graph.js';
import { input, Scope } from '../../../src/domain/graph/leaves.js';
import { costReport, isModuleWeight } from '../../../src/domain/graph/passes/cost-report.js';
import { elementCount } from '../../../src/domain/graph/shapes.js';
import { ForwardContext } from '../../../src/domain/layers/forward-context.js';
import { evaluate, floats } from './evaluate.js';
import { htsatAudioSet } from './published-sizes.js';

const tiny: HtsatConfig = { ...htsatAudioSet, specSize: 32, embedDim: 8, depths: [2, 2], heads: [2, 4], windowSize: 4, mlpRatio: 2, dropPathRate: 0, classes: 5, sampleRateHz: 8000, fftSize: 128, hopSize: 32, melBins: 16, maxHz: 3500 };

describe('HTS-AT at the published size', () => {
  const scope = Scope.root();
  const htsat = htsatStages(scope, htsatAudioSet);
  const tokens = htsatTokens(htsat, input('waveform', [10, 320000]), ForwardContext.evaluation());
  const parametersUnder = (prefix: string): number =>
    scope
      .variables()
      .filter(({ name, kind }) => kind === 'parameter' && name.startsWith(prefix))
      .reduce((sum, { shape }) => sum + elementCount(shape), 0);
  htsat.norm(tokens);

  // encoders.md §3.1
  it.each([
    ['bn0.', 128],
    ['patch_embed.', 1824],
    ['layers.0.', 299976],
    ['layers.1.', 1189776],
    ['layers.2.', 11851104],
    ['layers.3.', 14190144],
    ['layers.0.blocks.0.', 112740],
    ['layers.1.blocks.0.', 446664],
    ['layers.2.blocks.5.', 1778064],
    ['layers.3.blocks.1.', 7095072],
    ['layers.0.downsample.', 74496],
    ['layers.1.downsample.', 296448],
    ['layers.2.downsample.', 1182720],
    ['norm.', 1536],
    ['tscam_conv.', 2428943],
    ['head.', 278256],
  ])('has the published number of parameters in %s', (prefix, count) => {
    expect(parametersUnder(prefix)).toBe(count);
  });

  it('has 31,325,143 parameters in 180 tensors with the kernels and the mel matrix, which are constants here', () => {
    const { real, imaginary } = fourierKernels(1024);
    const constants = [real, imaginary, melWeights(htsatAudioSet)];
    expect([elementCount(real.shape) + elementCount(imaginary.shape), elementCount(constants[2].shape)]).toEqual([1050624, 32832]);
    expect(parametersUnder('') + constants.reduce((sum, { shape }) => sum + elementCount(shape), 0)).toBe(31325143);
    expect(scope.variables().filter(({ kind }) => kind === 'parameter').length + constants.length).toBe(180);
  });

  it('costs 56.7 G multiply-adds in linear and convolution modules for ten segments, and 10.5 G for their spectrograms', () => {
    // task-ave.md §8: DG-SCT uses neither norm nor head.
    const { total, parts } = costReport(buildGraph({ tokens }), { partOf: (name) => (name === undefined ? 'front end' : 'encoder'), isLayerWeight: isModuleWeight });
    const mel = 10 * 1001 * 513 * 64;
    expect(total.layerMultiplyAdds / 1e9).toBeCloseTo(56.7, 1);
    expect(((parts.get('front end')?.constantMultiplyAdds ?? 0) - mel) / 1e9).toBeCloseTo(10.5, 1);
  });

  it('has grids 64, 32, 16, 8 and widths 96 to 768', () => {
    expect(htsat.stages.map(({ grid, width, tokens: count }) => [...grid, width, count])).toEqual([
      [64, 64, 96, 4096],
      [32, 32, 192, 1024],
      [16, 16, 384, 256],
      [8, 8, 768, 64],
    ]);
  });
});

describe('the front end of a small HTS-AT', () => {
  const htsat = htsatStages(Scope.root(), { ...tiny, specAugment: true });
  /** Bin f of frame t has the value t + f / 100. */
  const spectrogram = (frames: number) => floats([1, 1, frames, 16], Array.from({ length: frames * 16 }, (_, i) => Math.floor(i / 16) + (i % 16) / 100));

  it('stacks the pieces of time one above the other, low frequencies first', async () => {
    const { image } = await evaluate({ image: htsat.image(input('x', [1, 1, 64, 16]), ForwardContext.evaluation()) }, { x: spectrogram(64) });
    // Row r · 16 + f, column t holds bin f of frame 32 r + t (encoders.md §3.2.6).
    expect(image[0 * 32 + 5]).toBeCloseTo(5, 5);
    expect(image[3 * 32 + 31]).toBeCloseTo(31.03, 5);
    expect(image[(16 + 2) * 32 + 7]).toBeCloseTo(39.02, 5);
  });

  it('stretches few frames so that the first and last stay where they are', async () => {
    const { image } = await evaluate({ image: htsat.image(input('x', [1, 1, 47, 16]), ForwardContext.evaluation()) }, { x: spectrogram(47) });
    expect(image[0]).toBeCloseTo(0, 5);
    expect(image[16 * 32 + 31]).toBeCloseTo(46, 5);
    // A cubic kernel reproduces a straight line away from the edges: frame 20 of 64 is at 20 · 46/63.
    expect(image[20]).toBeCloseTo((20 * 46) / 63, 1);
  });

  it('cuts the middle of too many frames in evaluation', async () => {
    const { image } = await evaluate({ image: htsat.image(input('x', [1, 1, 75, 16]), ForwardContext.evaluation()) }, { x: spectrogram(75) });
    expect(image[0]).toBeCloseTo(5, 5);
  });

  it('cuts a random piece of too many frames in training, one per item', async () => {
    const x = floats([2, 1, 75, 16], [...spectrogram(75).data, ...spectrogram(75).data]);
    const context = ForwardContext.training();
    const image = htsat.image(input('x', [2, 1, 75, 16]), context);
    const [draw] = context.randomInputs();
    const results = await evaluate({ image }, { x, [draw.name]: floats([2, 1], [0, 0.999]) });
    // Starts 0 … T − 65 (encoders.md §3.2, last paragraph).
    expect(results['image'][0]).toBeCloseTo(0, 5);
    expect(results['image'][32 * 32]).toBeCloseTo(10, 5);
  });

  it('blanks two stripes of frames and two of bins in every item while training', async () => {
    const context = ForwardContext.training();
    const augmented = htsat.augment(input('x', [1, 1, 100, 16]), context);
    const [time, frequency] = context.randomInputs();
    const results = await evaluate(
      { augmented },
      { x: floats([1, 1, 100, 16], new Float32Array(1600).fill(1)), [time.name]: floats([1, 4], [10.5 / 64, 0, 5.5 / 64, 95 / 95.5]), [frequency.name]: floats([1, 4], [1.5 / 8, 3.5 / 15, 0, 0.5]) },
    );
    // Frames 0 … 9 (width 10, start 0), 94 … 98 (width 5, start ⌊95 · 95/95.5⌋ = 94); bin 3 (width 1); the last stripe has width 0.
    const frames = Array.from({ length: 100 }, (_, t) => t).filter((t) => results['augmented'][t * 16] === 0);
    const bins = Array.from({ length: 16 }, (_, f) => f).filter((f) => results['augmented'][50 * 16 + f] === 0);
    expect(frames).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 94, 95, 96, 97, 98]);
    expect(bins).toEqual([3]);
  });

  it('blanks nothing outside training or where it is not configured', () => {
    const x = input('x', [1, 1, 100, 16]);
    expect(htsat.augment(x, ForwardContext.trainingWithoutNoise())).toBe(x);
    expect(htsatStages(Scope.root(), tiny).augment(x, ForwardContext.training())).toBe(x);
  });

  it('mixes item i with item N − 1 − i when coefficients are given', async () => {
    const mixed = htsat.augment(input('x', [3, 1, 1, 1]), ForwardContext.evaluation(), input('lambda', [3]));
    const results = await evaluate({ mixed }, { x: floats([3, 1, 1, 1], [1, 2, 4]), lambda: floats([3], [0.5, 0.25, 1]) });
    expect(results['mixed']).toEqual([2.5, 2, 4]);
  });
});

describe('a small HTS-AT', () => {
  it('shifts no window where the smaller side of the map fits one', () => {
    // Grids 8 and 4 with window 8: one window, then window 4.
    const scope = Scope.root();
    htsatTokens(htsatStages(scope, { ...tiny, windowSize: 8 }), input('waveform', [1, 2016]), ForwardContext.evaluation());
    const tables = scope.variables().filter(({ name }) => name.endsWith('relative_position_bias_table'));
    expect(tables.map(({ shape }) => shape)).toEqual([[225, 2], [225, 2], [49, 4], [49, 4]]);
  });

  it('stacks one piece when the image is as high as there are mel bins', () => {
    const htsat = htsatStages(Scope.root(), { ...tiny, melBins: 32 });
    const tokens = htsatTokens(htsat, input('waveform', [1, 1000]), ForwardContext.evaluation());
    expect(tokens.shape).toEqual([1, 16, 16]);
    expect(htsat.tokenSemanticHead?.(htsat.norm(tokens)).framewiseOutput.shape).toEqual([1, 4 * 32, 5]);
  });

  it('moves the statistics of its first batch norm in training only', () => {
    const training = ForwardContext.trainingWithoutNoise();
    htsatTokens(htsatStages(Scope.root(), tiny), input('waveform', [2, 1500]), training);
    expect(training.updates().map(({ variable }) => variable.name)).toEqual(['bn0.running_mean', 'bn0.running_var']);
    const evaluation = ForwardContext.evaluation();
    htsatTokens(htsatStages(Scope.root(), tiny), input('waveform', [2, 1500]), evaluation);
    expect(evaluation.updates()).toEqual([]);
  });

  it('refuses more mel bins than the image has rows', () => {
    expect(() => htsatStages(Scope.root(), { ...tiny, melBins: 40 })).toThrow('40 mel bins do not fit an image of 32 rows');
  });

  it('refuses a last map that the pieces do not divide', () => {
    expect(() => htsatStages(Scope.root(), { ...tiny, specSize: 96, melBins: 12, windowSize: 3 })).toThrow('token map height of the last stage of 12 is no multiple of 8');
  });
});

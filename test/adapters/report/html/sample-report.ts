import sharp from 'sharp';
import type { ComparisonContent, EvaluationContent, ExampleClip } from '../../../../src/domain/ports/report.js';
import type { EncodedPicture } from '../../../../src/domain/ports/report-section.js';

export const sceneClasses = ['bell', 'drum', 'guitar', 'flute', 'siren', 'clock', 'engine', 'bird', 'helicopter', 'rain'];

/** A made-up clip of ten seconds: an object that moves over a textured ground and a tone while the event lasts. */
export async function aClip({ id = 'test-0001', label = 3, from = 2, to = 6, predicted = [10, 10, 3, 3, 2, 2, 2, 10, 10, 10], classes = 10, side = 64 } = {}): Promise<ExampleClip> {
  const truth = Array.from({ length: 10 }, (_, second) => (second >= from && second < to ? label : classes));
  const grid = [6, 6] as const;
  return {
    truth,
    prediction: {
      id,
      segmentClasses: predicted,
      eventProbabilities: predicted.map((value, second) => (value === classes ? 0.08 : 0.61) + 0.03 * (second % 4)),
      classProbabilities: Array.from({ length: classes }, (_, index) => (index === label ? 0.31 : index === 2 ? 0.42 : 0.27 / (classes - 2))),
      visualAttention: { grid, maps: truth.map((_, second) => Array.from({ length: 36 }, (__, cell) => 0.02 + 0.03 * Math.exp(-(((cell % 6) - second * 0.5) ** 2) - (Math.floor(cell / 6) - 3) ** 2))) },
    },
    frames: await Promise.all(truth.map((_, second) => frame(side, label, second))),
    waveform: Float32Array.from({ length: 160_000 }, (_, index) => {
      const second = index / 16_000;
      return 0.02 * Math.sin(index * 1.7) + (second >= from && second < to ? 0.3 * Math.sin(2 * Math.PI * (300 + 60 * label) * second) * (1 - (second % 1) * 0.6) : 0);
    }),
    sampleRateHz: 16_000,
  };
}

async function frame(side: number, label: number, second: number): Promise<EncodedPicture> {
  const pixels = new Uint8Array(side * side * 3);
  const [centreX, centreY] = [side * (0.15 + 0.08 * second), side * 0.58];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const inside = (x - centreX) ** 2 + (y - centreY) ** 2 < (side / 6) ** 2;
      const texture = 90 + 40 * Math.sin(x * 0.7 + y * 0.3 + second) + 25 * Math.cos(y * 1.3 - x * 0.2);
      pixels.set(inside ? [60 + 19 * label, 210 - 15 * label, 80 + ((label * 67) % 160)] : [texture, texture * 0.9, texture * 0.7], 3 * (y * side + x));
    }
  }
  return { width: side, height: side, mediaType: 'image/jpeg', bytes: await sharp(pixels, { raw: { width: side, height: side, channels: 3 } }).jpeg({ quality: 80 }).toBuffer() };
}

const origin = {
  task: 'Audio-visual event localisation',
  dataset: { title: 'Rendered scenes, seed 7', rendered: true },
  setup: {
    command: 'avtool ave:eval',
    versions: { avtool: '0.1.0', node: '20.20.2', 'node-av': '6.1.1 (FFmpeg 8.1)' },
    engine: 'onnxruntime 1.30.0, cpu, 2 threads',
    seed: 7,
    recipe: 'scenes',
    model: { vision: { kind: 'swinv2', embedding: 32, depths: [2, 2, 2] }, audio: { kind: 'htsat', depths: [2, 2, 2] }, adapter: { bottleneck: 4, guidance: true } },
  },
  notices: ['The checkpoint was selected on this split ("val"): its numbers are optimistic.'],
  reproduce: 'avtool ave:eval --run runs/scenes-7 --cache data/scenes/cache --split test',
};

export async function anEvaluation(changes: Partial<EvaluationContent> & { readonly clipsPerGroup?: number } = {}): Promise<EvaluationContent> {
  const { clipsPerGroup = 2, ...rest } = changes;
  const names = [...sceneClasses, 'background'];
  const confusion = names.map((_, truth) => names.map((__, predicted) => (truth === predicted ? 60 + ((truth * 13) % 40) : (truth * 7 + predicted * 11) % 9 < 3 ? (truth * 5 + predicted * 3) % 14 : 0)));
  const perClass = names.map((name, truth) => {
    const segments = confusion[truth].reduce((sum, count) => sum + count, 0);
    return { name, segments, accuracy: (100 * confusion[truth][truth]) / segments };
  });
  const clips = (group: string, predicted: number[]): Promise<ExampleClip[]> =>
    Promise.all(Array.from({ length: clipsPerGroup }, (_, index) => aClip({ id: `test-${group}-${String(index).padStart(4, '0')}`, label: index % 10, predicted, from: 1 + (index % 3), to: 6 + (index % 4) })));
  return {
    kind: 'evaluation',
    title: 'Audio-visual event localisation on rendered scenes',
    ...origin,
    metrics: { main: 'accuracy', values: { accuracy: 71.34, foregroundAccuracy: 64.2, backgroundAccuracy: 80.05 }, perClass, confusion },
    spread: { plusMinus: 1.2, meaning: 'standard deviation over 3 seeds' },
    baselines: [{ name: 'majority class', value: 36.1 }],
    split: 'test',
    coverage: [
      { split: 'train', clips: { ok: 800 } },
      { split: 'test', clips: { ok: 390, silent: 6, short: 2, missing: 3, unreadable: 1 } },
    ],
    learning: Array.from({ length: 12 }, (_, index) => ({ kind: 'epoch', epoch: index + 1, loss: 2.4 * Math.exp(-index / 5) + 0.3, trainAccuracy: 84 - 50 * Math.exp(-index / 4), accuracy: 72 - 38 * Math.exp(-index / 3) - (index > 9 ? 1.2 : 0), split: 'val', learningRate: 0.0003, seconds: 8.1 + (index % 3) })),
    examples: { classes: sceneClasses, segmentSeconds: 1, worst: await clips('worst', [10, 10, 2, 2, 2, 2, 2, 10, 10, 10]), typical: await clips('typical', [10, 10, 3, 3, 3, 3, 10, 10, 10, 10]) },
    ...rest,
  };
}

export const aComparison = (changes: Partial<ComparisonContent> = {}): ComparisonContent => ({
  kind: 'comparison',
  title: 'What guided adapters bring on rendered scenes',
  ...origin,
  notices: [],
  measure: 'accuracy',
  unit: '%',
  spreadMeaning: 'standard deviation over seeds',
  rows: [
    { name: 'majority class', mean: 36.1, n: 1, baseline: true },
    { name: 'audio only', mean: 48.3, spread: 1.1, n: 3 },
    { name: 'vision only', mean: 44.9, spread: 2.3, n: 3 },
    { name: 'late fusion (no DG-SCT)', mean: 66.4, spread: 1.4, n: 3, note: 'head with the same number of trainable weights' },
    { name: 'adapters, prompt set to zero', mean: 70.2, spread: 1.6, n: 3, note: 'fine-tuning without guidance' },
    { name: 'DG-SCT', mean: 71.3, spread: 1.2, n: 3 },
  ],
  remarks: ['Adapters help; guidance from the other modality adds less than the seeds differ.'],
  ...changes,
});

import { beforeAll, describe, expect, it } from 'vitest';
import { modelCost, type ModelCostReport } from '../../src/app/model-cost.js';
import { aveTask } from '../../src/domain/tasks/ave/ave-task.js';
import { scenesTiny } from '../../src/plugins/scenes/scenes-tiny.js';

describe("the cost of the paper's AVE network", () => {
  let report: ModelCostReport;
  let grownBytes: number;
  let seconds: number;

  beforeAll(async () => {
    const before = process.memoryUsage();
    const begun = performance.now();
    report = await modelCost({ task: aveTask, size: 'paper', classes: 28 });
    seconds = (performance.now() - begun) / 1000;
    const after = process.memoryUsage();
    grownBytes = after.rss - before.rss;
  });

  const part = (name: string) => report.parts.find((each) => each.name === name);
  const sumOf = (start: RegExp) => report.parts.filter(({ name }) => start.test(name)).reduce((sum, { parameters }) => sum + parameters, 0);

  it('is that of the published log: 461,258,339 parameters, 201,160,647 of them trainable', () => {
    expect([report.parameters, report.trainableParameters]).toEqual([461_258_339, 201_160_647]);
  });

  // spec/task-ave §8, table of parts.
  it.each<[string, RegExp, number]>([
    ['swin with its unused head', /^swin/, 228_772_549],
    ['htsat with its tables', /^htsat/, 31_325_143],
    ['the first audio adapters', /^audio_adapter_blocks_p1$/, 33_696_000],
    ['the second audio adapters', /^audio_adapter_blocks_p2$/, 33_696_000],
    ['the first visual adapters', /^vis_adapter_blocks_p1$/, 60_573_432],
    ['the second visual adapters', /^vis_adapter_blocks_p2$/, 60_573_432],
    ['temporal attention', /^temporal_attn$/, 12_071_554],
    ['the head', /^CMBS$/, 550_229],
  ])('has as many parameters in %s as the table says', (_, start, parameters) => {
    expect(sumOf(start)).toBe(parameters);
  });

  it('is 460.5 G multiply-adds in linear and convolution layers, for ten segments', () => {
    expect(report.layerMultiplyAdds).toBe(460_510_523_904);
    expect(sum(/^swin/, 'layerMultiplyAdds') / 1e9).toBeCloseTo(188.9, 1);
    expect(sum(/^htsat(?! front)/, 'layerMultiplyAdds') / 1e9).toBeCloseTo(56.7, 1);
    expect((part('htsat front end')?.layerMultiplyAdds ?? 0) / 1e9).toBeCloseTo(10.5, 1);
    for (const position of ['p1', 'p2']) {
      expect((part(`audio_adapter_blocks_${position}`)?.layerMultiplyAdds ?? 0) / 1e9).toBeCloseTo(59.0, 1);
      expect((part(`vis_adapter_blocks_${position}`)?.layerMultiplyAdds ?? 0) / 1e9).toBeCloseTo(43.2, 1);
    }
    expect((part('temporal_attn')?.layerMultiplyAdds ?? 0) / 1e9).toBeCloseTo(0.04, 2);
  });

  it('is 544.2 G multiply-adds in all products', () => {
    // spec/task-ave §8 has 544.3: 0.02 % more, not explained.
    expect(report.multiplyAdds).toBe(544_215_853_184);
  });

  it('estimates memory from the same counts', () => {
    const { memory } = report;
    // float32; the spectrogram tables are constants of the graph, batch-norm statistics are variables.
    expect(memory.weightBytes / (4 * (461_258_339 - 1_083_456))).toBeCloseTo(1, 3);
    // Gradient and two moments of every trainable parameter.
    expect(memory.optimiserBytes).toBe(3 * 4 * 201_160_647);
    expect(memory.inferencePeakBytes).toBeLessThan(memory.trainingActivationBytes);
  });

  it('is counted without allocating the weights, which take 1.8 GB, and in a time one can wait for', () => {
    expect(grownBytes).toBeLessThan(300e6);
    expect(seconds).toBeLessThan(30);
  });

  it('is printed with a row for every part and one for all', () => {
    expect(report.lines[0]).toBe('ave, size paper, adapter dgsct: one clip of ten seconds, float32');
    expect(report.lines.filter((line) => report.parts.some(({ name }) => line.startsWith(`${name} `)))).toHaveLength(report.parts.length);
    expect(report.lines.find((line) => line.startsWith('all '))?.split(/\s+/).slice(0, 5)).toEqual(['all', '461,258,339', '201,160,647', '460.5', '544.2']);
    expect(report.lines.at(-1)).toMatch(/^trainable 43.61 %/);
  });

  function sum(names: RegExp, key: 'layerMultiplyAdds' | 'multiplyAdds'): number {
    return report.parts.filter(({ name }) => names.test(name)).reduce((total, each) => total + each[key], 0);
  }
});

describe('the cost of another size', () => {
  it('is that of the encoder bundle, called by its name', async () => {
    const report = await modelCost({ task: aveTask, size: 'paper', encoder: scenesTiny, classes: 10 });
    expect(report.size).toBe('scenes-tiny');
    expect(report.parameters).toBeLessThan(5e6);
    expect(report.parts.every(({ parameters, trainableParameters }) => parameters >= trainableParameters)).toBe(true);
  });

  it('that the task does not have is refused with the nearest', async () => {
    await expect(modelCost({ task: aveTask, size: 'papers', classes: 28 })).rejects.toMatchObject({ code: 'SIZE_UNKNOWN', fix: 'did you mean paper?' });
  });
});

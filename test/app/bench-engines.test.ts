import { afterEach, describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../src/adapters/engine/reference/reference-engine.js';
import { benchEngines } from '../../src/app/bench-engines.js';
import type { BenchReport } from '../../src/app/bench-report.js';
import { benchLines } from '../../src/app/bench-table.js';
import type { Services } from '../../src/app/services.js';
import type { BenchRequest } from '../../src/app/use-case-requests.js';
import { AvtoolError } from '../../src/domain/errors.js';
import type { Engine, EngineDefinition } from '../../src/domain/ports/engine.js';
import { aListeningReporter, someServices } from '../builders/services.js';
import { aSmallTask } from '../builders/small-task.js';

const runs: string[] = [];
const losses: number[] = [];
const disposed: string[] = [];
afterEach(() => {
  runs.length = 0;
  losses.length = 0;
  disposed.length = 0;
});

/** The reference engine under another name; every number of its outputs is off by `error`. */
const anEngine = (name: string, error = 0): EngineDefinition => ({
  name,
  description: '',
  create: async () => {
    const inner = createReferenceEngine();
    const engine: Engine = {
      name,
      describe: () => Promise.resolve({ name, version: '1', device: 'cpu', threads: 1, cannot: {} }),
      dispose: async () => {
        disposed.push(name);
        await inner.dispose();
      },
      async compile(graph, options) {
        const program = await inner.compile(graph, options);
        return {
          ...program,
          readState: (names) => program.readState(names),
          writeState: (values) => program.writeState(values),
          memory: () => program.memory(),
          dispose: () => program.dispose(),
          run: async (inputs) => {
            runs.push(`${name} ${graph.updates.length > 0 ? 'training' : 'forward'}`);
            const outputs = await program.run(inputs);
            if ('loss' in outputs) losses.push(outputs.loss.data[0]);
            // An engine may take its inputs over: whoever feeds them again has to bring new ones.
            for (const { data } of Object.values(inputs)) data.fill(NaN);
            return Object.fromEntries(Object.entries(outputs).map(([output, value]) => [output, { ...value, data: Float32Array.from(value.data, (element) => element + error) }]));
          },
        };
      },
    };
    return engine;
  },
});

const absent: EngineDefinition = {
  name: 'absent',
  description: '',
  create: () => Promise.reject(new AvtoolError({ code: 'ENGINE_UNAVAILABLE', message: 'its package is not installed', fix: 'avtool engines:install absent', exitCode: 3 })),
};

const services = (engines: readonly EngineDefinition[], wanted: Partial<Services> = {}): Services => someServices({ engines: () => Promise.resolve(engines), ...wanted });

const request = (wanted: Partial<BenchRequest> = {}): BenchRequest => ({
  task: aSmallTask(),
  size: 'small',
  model: {},
  shape: { clips: 2, segments: 4, segmentSeconds: 1, classes: 3 },
  reference: true,
  steps: 3,
  threads: 1,
  device: 'cpu',
  signal: new AbortController().signal,
  ...wanted,
});

const named = ({ engines }: BenchReport, name: string) => engines.find((engine) => engine.name === name);

describe('the bench of engines', () => {
  it('runs training step and forward pass on each engine, once to warm up and so many times by the clock; the reference once', async () => {
    const report = await benchEngines(services([anEngine('fast'), anEngine('reference')]), request());
    expect(runs).toEqual(['reference training', 'reference forward', ...Array<string>(4).fill('fast training'), ...Array<string>(4).fill('fast forward')]);
    // The clock of these services gains 10 ms at every look.
    expect(named(report, 'fast')).toMatchObject({ trainingStep: { runs: 3, median: 10, min: 10, max: 10 }, forward: { runs: 3 } });
    expect(named(report, 'reference')).toMatchObject({ trainingStep: { runs: 1 }, forward: { runs: 1 } });
    expect(disposed).toEqual(['reference', 'fast']);
  });

  it('holds every engine against the reference: loss of the first step, outputs of both graphs', async () => {
    const report = await benchEngines(services([anEngine('exact'), anEngine('off', 0.25), anEngine('reference')]), request());
    expect(report.comparedWith).toBe('reference');
    expect(named(report, 'reference')).not.toHaveProperty('differences');
    expect(named(report, 'exact')).toMatchObject({ differences: { loss: 0, outputs: 0 } });
    const off = named(report, 'off');
    // Single precision.
    expect(off && 'differences' in off ? off.differences?.loss : undefined).toBeCloseTo(0.25, 6);
    expect(off && 'differences' in off ? off.differences?.outputs : undefined).toBeCloseTo(0.25, 6);
  });

  it('holds them against the first one where the reference is not wanted', async () => {
    const report = await benchEngines(services([anEngine('first', 0.5), anEngine('second', 0.5), anEngine('reference')]), request({ reference: false, engines: ['first', 'second'] }));
    expect(report.comparedWith).toBe('first');
    expect(report.engines.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(named(report, 'second')).toMatchObject({ differences: { loss: 0, outputs: 0 } });
  });

  it('is the same computation each time: weights and inputs come from a seed', async () => {
    const lossesOf = async (): Promise<number[]> => {
      losses.length = 0;
      await benchEngines(services([anEngine('one')]), request({ reference: false }));
      return [...losses];
    };
    const [first, second] = [await lossesOf(), await lossesOf()];
    expect(first).toHaveLength(4);
    // Each run is a step of training: the weights move on.
    expect(first[3]).not.toBe(first[0]);
    expect(second).toEqual(first);
  });

  it('names an engine that cannot be used here, and why; that is a failure only where it was asked for', async () => {
    const engines = [anEngine('reference'), absent];
    const report = await benchEngines(services(engines), request());
    expect(named(report, 'absent')).toEqual({ name: 'absent', unavailable: 'its package is not installed', fix: 'avtool engines:install absent' });
    expect(report.exitCode).toBeUndefined();
    expect((await benchEngines(services(engines), request({ engines: ['absent'] }))).exitCode).toBe(1);
  });

  it('refuses a name that no engine has, with the nearest', async () => {
    await expect(benchEngines(services([anEngine('reference')]), request({ engines: ['referense'] }))).rejects.toMatchObject({ code: 'ENGINE_UNKNOWN', fix: 'Did you mean reference?' });
  });

  it('stops between two engines when it is interrupted', async () => {
    const interruption = new AbortController();
    const reporter = aListeningReporter(() => interruption.abort());
    const report = await benchEngines(services([anEngine('reference'), anEngine('fast')], { reporter }), request({ signal: interruption.signal }));
    expect(report).toMatchObject({ stopped: 'interrupted', engines: [{ name: 'reference' }] });
  });
});

describe('the table of the bench', () => {
  const times = (median: number) => ({ runs: 5, median, min: median - 1, max: median + 1234 });
  const lines = benchLines({
    task: 'ave',
    size: 'scenes-tiny',
    clips: 1,
    steps: 5,
    comparedWith: 'reference',
    engines: [
      { name: 'reference', version: '1', device: 'cpu', threads: 1, trainingStep: times(81_234), forward: times(20_000), grownBytes: 200 * 2 ** 20 },
      { name: 'onnxruntime-web', version: '1', device: 'cpu', threads: 2, trainingStep: times(345.67), forward: times(99.94), grownBytes: 1_234 * 2 ** 20, differences: { loss: 1e-6, outputs: 2.5e-5 } },
      { name: 'tfjs-node', unavailable: 'the package @tensorflow/tfjs-node is not installed, and its native library is not in any of the folders that are looked at', fix: 'avtool engines:install tfjs-node' },
    ],
  });

  it('fits 80 columns', () => {
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('has a row of times, memory and the largest difference for each engine', () => {
    expect(lines[0]).toBe('ave, size scenes-tiny, 1 clip; 5 runs after the first');
    expect(lines[1]).toBe('differences are from reference');
    expect(lines[4].split(/\s+/)).toEqual(['reference', '81234', '81233', '82468', '20000', '19999', '21234', '200', '-']);
    expect(lines[5].split(/\s+/)).toEqual(['onnxruntime-web', '345.7', '344.7', '1580', '99.9', '98.9', '1334', '1234', '2.5e-5']);
  });

  it('says last which engines did not run, and why', () => {
    expect(lines.slice(6)).toHaveLength(3);
    expect(lines[6]).toMatch(/^tfjs-node {9}the package/);
    expect(lines.slice(6).map((line) => line.slice(18)).join(' ')).toContain('that are looked at (avtool engines:install tfjs-node)');
  });
});

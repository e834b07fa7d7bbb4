import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../src/app/evaluate.js';
import { firstPartyEngines } from '../../src/adapters/engine/first-party-engines.js';
import { largestDifference } from '../../src/app/largest-difference.js';
import { train } from '../../src/app/train.js';
import type { Engine, EngineDefinition } from '../../src/domain/ports/engine.js';
import { aveTask } from '../../src/domain/tasks/ave/ave-task.js';
import type { SegmentPrediction } from '../../src/domain/tasks/task.js';
import { someServices } from '../builders/services.js';
import { aTinyCache, aTrainRequest, tinyEncoderWeights, tinyModelWith } from '../builders/tiny-ave.js';

const minutes = 60_000;
const oneStage = { image: { depths: [1], heads: [1] }, audio: { depths: [1], heads: [1] } };

/** The gate of issue 10: largest difference of a probability between two engines. */
const allowed = 1e-4;

interface Candidate {
  readonly name: string;
  readonly engine?: Engine;
  readonly missing?: string;
}

/** Every engine that avtool knows, ready, or why it is not here. */
async function candidate({ name, create }: EngineDefinition): Promise<Candidate> {
  try {
    const engine = await create({ threads: 1, device: 'cpu', onNotice: () => undefined });
    await engine.describe();
    return { name, engine };
  } catch (error) {
    return { name, missing: error instanceof Error ? error.message.split('\n')[0] : String(error) };
  }
}

/** `tfjs` is one of the engines after it. */
const candidates = await Promise.all(firstPartyEngines(join(tmpdir(), 'no-installed-engines')).filter(({ name }) => name !== 'tfjs').map(candidate));
const present = candidates.flatMap(({ name, engine }) => (engine === undefined ? [] : [{ name, engine }]));

describe('a model trained on one engine', () => {
  let folder: string;
  let cacheFolder: string;
  let weights: string;
  const differences: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-cross-'));
    cacheFolder = await aTinyCache(someServices(), join(folder, 'cache'), { train: 4, val: 2, test: 4 });
    weights = join(folder, 'encoders.safetensors');
    await someServices().weights.write(weights, { tensors: tinyEncoderWeights(tinyModelWith(oneStage)), metadata: {} });
  });

  afterAll(async () => {
    for (const { engine } of present) await engine.dispose();
    await rm(folder, { recursive: true, force: true });
    process.stderr.write(`largest differences of probabilities\n${differences.map((line) => `  ${line}\n`).join('')}`);
  });

  async function predictionsOn(engine: Engine, runFolder: string): Promise<SegmentPrediction[]> {
    await evaluate(someServices({ computing: engine }), { task: aveTask, runFolder, cacheFolder, split: 'test', signal: new AbortController().signal });
    const { predictions }: { predictions: SegmentPrediction[] } = JSON.parse(await readFile(join(runFolder, 'evaluation-test.json'), 'utf8'));
    return predictions;
  }

  it.each(present.map(({ name, engine }) => [name, engine] as const))('%s predicts the same on every other engine', async (name, engine) => {
    const { runFolder } = await train(someServices({ computing: engine }), aTrainRequest({ cacheFolder, runFolder: join(folder, name), weights: [weights], model: oneStage, training: { epochs: 1 } }));
    const own = await predictionsOn(engine, runFolder);
    expect(own).toHaveLength(4);
    for (const other of present.filter((one) => one.name !== name)) {
      const predictions = await predictionsOn(other.engine, runFolder);
      const difference = Math.max(...predictions.map((prediction, clip) => largestDifference(numbersOf(own[clip]), numbersOf(prediction))));
      differences.push(`trained on ${name.padEnd(15)} evaluated on ${other.name.padEnd(15)} ${difference.toExponential(1)}`);
      expect(difference, `evaluated on ${other.name}`).toBeLessThanOrEqual(allowed);
      expect(predictions.map(({ segmentClasses }) => segmentClasses)).toEqual(own.map(({ segmentClasses }) => segmentClasses));
    }
  }, 3 * minutes);

  for (const { name, missing } of candidates.filter((one) => one.engine === undefined)) it.skip(`${name} predicts the same on every other engine (skipped: ${missing})`, () => undefined);
});

/** Every probability of a clip, and the guided attention. */
const numbersOf = ({ eventProbabilities, classProbabilities, visualAttention }: SegmentPrediction): number[] => [...eventProbabilities, ...classProbabilities, ...(visualAttention?.maps.flat() ?? [])];

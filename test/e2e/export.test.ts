import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/adapters/random/seeded-random.js';
import { largestDifference } from '../../src/app/largest-difference.js';
import { notBuilt, runAvtool } from './run-avtool.js';
import { makeSmallScenes, succeed, training } from './small-scenes.js';

const minutes = 60_000;
const python = process.env.AVTOOL_PYTHON ?? 'python3';
const noPython = whyNoPython();
const reasonIn = (reason: string | undefined) => (reason === undefined ? '' : ` (skipped: ${reason})`);

/** Inputs of one made-up clip, and what a runtime made of them. */
const random = seededRandom(1);
const waveform = Float32Array.from({ length: 10 * 8000 }, () => 0.1 * random.normal());
const frames = Uint8Array.from({ length: 10 * 64 * 64 * 3 }, () => random.integer(256));

/** Checks the model where onnx can be imported, runs it on two files of raw numbers, and prints outputs as JSON. */
const pythonProgram = `
import importlib.util, json, sys
import numpy, onnxruntime
model, waveform, frames = sys.argv[1:]
if importlib.util.find_spec('onnx'):
    import onnx
    onnx.checker.check_model(model, full_check=True)
session = onnxruntime.InferenceSession(model, providers=['CPUExecutionProvider'])
feeds = {'waveform': numpy.fromfile(waveform, numpy.float32).reshape(1, 10, 8000), 'frames': numpy.fromfile(frames, numpy.uint8).reshape(1, 10, 64, 64, 3)}
outputs = {o.name: v.ravel().tolist() for o, v in zip(session.get_outputs(), session.run(None, feeds))}
print(json.dumps({'outputs': outputs, 'metadata': session.get_modelmeta().custom_metadata_map}))
`;

/** A network that is built in a second. */
const oneStage = ['image', 'audio'].flatMap((stream) => ['--set', `model.${stream}.depths=[1]`, '--set', `model.${stream}.heads=[2]`]);

let folder: string;

interface Evaluation {
  readonly predictions: readonly { readonly eventProbabilities: number[]; readonly classProbabilities: number[] }[];
}

describe.skipIf(notBuilt)(`a trained run for other programs and engines${reasonIn(notBuilt)}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'avtool-export-'));
    await makeSmallScenes(folder, { train: 6, val: 2, test: 2 });
    await succeed([...training, '--run', 'runs/first', '--epochs', '1'], folder);
    await succeed(['model:export', '--run', 'runs/first', '--out', 'first.onnx'], folder);
  }, 5 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is a file that plain onnxruntime runs: raw sound and pictures in, probabilities out', async () => {
    const outputs = await computed();
    const sumsTo = (values: readonly number[], width: number) => Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width).reduce((sum, value) => sum + value, 0));
    expect(outputs.event_probabilities).toHaveLength(10);
    for (const [name, width, rows] of [['class_probabilities', 10, 1], ['segment_probabilities', 11, 10], ['visual_attention', 16, 10]] as const) {
      const sums = sumsTo(outputs[name], width);
      expect(sums, name).toHaveLength(rows);
      for (const sum of sums) expect(sum, name).toBeCloseTo(1, 5);
    }
  });

  it.skipIf(noPython)(`is valid ONNX, and gives equal numbers in Python${reasonIn(noPython)}`, async () => {
    await writeFile(join(folder, 'waveform'), waveform);
    await writeFile(join(folder, 'frames'), frames);
    const { status, stdout, stderr } = spawnSync(python, ['-c', pythonProgram, 'first.onnx', 'waveform', 'frames'], { cwd: folder, encoding: 'utf8' });
    expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    const { outputs, metadata } = JSON.parse(stdout) as { outputs: Record<string, number[]>; metadata: Record<string, string> };
    const here = await computed();
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(here).sort());
    for (const [name, values] of Object.entries(outputs)) expect(largestDifference(values, here[name]), name).toBeLessThan(1e-5);
    expect(metadata).toMatchObject({ task: 'ave', size: 'scenes-tiny', dataset: 'scenes', run: 'first' });
    expect(JSON.parse(metadata.classes)).toHaveLength(10);
  }, minutes);

  it('is not written over a file that is there', async () => {
    const before = await readFile(join(folder, 'first.onnx'));
    const { code, stdout } = await runAvtool(['model:export', '--run', 'runs/first', '--out', 'first.onnx', '--json'], folder);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'TARGET_EXISTS', where: 'first.onnx' } });
    expect(before.equals(await readFile(join(folder, 'first.onnx')))).toBe(true);
  }, minutes);

  it('says in JSON what was written and how far it is off', async () => {
    const document = JSON.parse(await succeed(['model:export', '--run', 'runs/first', '--out', 'split.onnx', '--external-data', '--clips', '2', '--json'], folder)) as {
      result: { files: { path: string; bytes: number }[]; checked: { cache: string; clips: number; largestDifference: number } };
    };
    expect(document).toMatchObject({ ok: true, command: 'model:export', result: { task: 'ave', format: 'onnx', epoch: 1, checked: { engine: 'onnxruntime', clips: 2, cache: 'cache' } } });
    expect(document.result.checked.largestDifference).toBeLessThan(1e-4);
    expect(document.result.files.map(({ path }) => path)).toEqual(['split.onnx.data', 'split.onnx']);
    expect((await readdir(folder)).filter((name) => name.includes('split.onnx')).sort()).toEqual(['split.onnx', 'split.onnx.data']);
  }, minutes);

  it('predicts the same on another engine, which is a matter of a flag', async () => {
    const predictionsOn = async (engine: string): Promise<number[]> => {
      await succeed(['ave:eval', '--run', 'runs/first', '--engine', engine], folder);
      const { predictions } = JSON.parse(await readFile(join(folder, 'runs/first/evaluation-test.json'), 'utf8')) as Evaluation;
      return predictions.flatMap(({ eventProbabilities, classProbabilities }) => [...eventProbabilities, ...classProbabilities]);
    };
    const own = await predictionsOn('onnxruntime');
    expect(own).toHaveLength(2 * (10 + 10));
    expect(largestDifference(own, await predictionsOn('onnxruntime-web'))).toBeLessThan(1e-4);
  }, minutes);

  it('is timed on the engines that are named', async () => {
    const document: unknown = JSON.parse(await succeed(['engines:bench', '--engines', 'onnxruntime', '--no-reference', '--steps', '2', '--threads', '1', ...oneStage, '--json'], folder));
    expect(document).toMatchObject({
      command: 'engines:bench',
      result: { task: 'ave', size: 'scenes-tiny', clips: 1, steps: 2, engines: [{ name: 'onnxruntime', threads: 1, trainingStep: { runs: 2 }, forward: { runs: 2 } }] },
    });
  }, minutes);
});

/** The file's outputs for the made-up clip. */
async function computed(): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(join(folder, 'first.onnx'));
  const results = await session.run({ waveform: new Tensor('float32', waveform, [1, 10, 8000]), frames: new Tensor('uint8', frames, [1, 10, 64, 64, 3]) });
  await session.release();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Array.from(data as Float32Array)]));
}

function whyNoPython(): string | undefined {
  const { status, stderr, error } = spawnSync(python, ['-c', 'import numpy, onnxruntime'], { encoding: 'utf8' });
  if (error !== undefined) return `no ${python}`;
  return status === 0 ? undefined : `${python} cannot import onnxruntime: ${stderr.trim().split('\n').at(-1)}`;
}

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/adapters/random/seeded-random.js';
import { createSafetensorsStore } from '../../src/adapters/weights/safetensors/safetensors-store.js';
import { firstWeights, weightFiles } from '../../src/app/first-weights.js';
import type { TensorValue, Variable } from '../../src/domain/graph/tensor.js';
import { temporaryFolder } from '../adapters/files/temporary-folder.js';

const aVariable = (name: string, wanted: Partial<Variable> = {}): Variable => ({ name, dtype: 'float32', shape: [2], kind: 'parameter', trainable: true, initialiser: { kind: 'uniform', low: -1, high: 1 }, ...wanted });
const pair = (first: number, second: number): TensorValue => ({ dtype: 'float32', shape: [2], data: Float32Array.of(first, second) });
const store = createSafetensorsStore();

async function aFile(tensors: Readonly<Record<string, TensorValue>>): Promise<string> {
  const path = join(await temporaryFolder(), 'weights.safetensors');
  await store.write(path, { tensors: new Map(Object.entries(tensors)), metadata: {} });
  return path;
}

describe('the first weights of a model', () => {
  it('are the seeded starting values where no file holds the tensor, the same for the same seed', async () => {
    const variables = [aVariable('head.weight'), aVariable('moment', { kind: 'optimiser', trainable: false, initialiser: { kind: 'constant', value: 0 } })];
    const one = await firstWeights(variables, [], store, seededRandom(1));
    expect(one.state).toEqual((await firstWeights(variables, [], store, seededRandom(1))).state);
    expect(one.state.get('head.weight')).not.toEqual((await firstWeights(variables, [], store, seededRandom(2))).state.get('head.weight'));
    expect(one.state.get('moment')).toEqual(pair(0, 0));
  });

  it('come from the files, later ones winning, and what has no place is named', async () => {
    const files = [await aFile({ a: pair(1, 2), b: pair(3, 4) }), await aFile({ b: pair(5, 6), text: pair(0, 0) })];
    const { state, unused } = await firstWeights([aVariable('a'), aVariable('b')], files, store, seededRandom(1));
    expect([...state]).toEqual([['a', pair(1, 2)], ['b', pair(5, 6)]]);
    expect(unused).toEqual(['text']);
  });

  it('of a frozen parameter must be in a file; a statistic and a learnt one need not', async () => {
    const variables = [aVariable('encoder.bias', { trainable: false }), aVariable('encoder.weight', { trainable: false }), aVariable('head'), aVariable('mean', { kind: 'statistic', trainable: false })];
    const file = await aFile({ 'encoder.bias': pair(1, 2) });
    await expect(firstWeights(variables, [file], store, seededRandom(1))).rejects.toMatchObject({ code: 'WEIGHTS_MISSING', exitCode: 3, message: expect.stringContaining('1 frozen weights of the encoders are in no weight file, the first is "encoder.weight"') });
  });

  it('must have the shape that the model wants', async () => {
    const file = await aFile({ a: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1, 2) } });
    await expect(firstWeights([aVariable('a')], [file], store, seededRandom(1))).rejects.toMatchObject({ code: 'WEIGHTS_SHAPE', where: file, message: '"a" has shape [1, 2], the model wants [2]' });
  });
});

describe('the weight files of a run', () => {
  const bundle = { name: 'tiny', description: '', settings: {} };

  it("are the bundle's own, then the user's", () => {
    expect(weightFiles({ ...bundle, weights: new URL('file:///plugin/tiny.safetensors') }, ['mine.safetensors'])).toEqual(['/plugin/tiny.safetensors', 'mine.safetensors']);
  });

  it("are the user's alone without a bundle, or with one that brings none", () => {
    expect(weightFiles(undefined, ['mine'])).toEqual(['mine']);
    expect(weightFiles({ ...bundle, weights: undefined }, ['mine'])).toEqual(['mine']);
  });
});

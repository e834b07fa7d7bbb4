import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../src/adapters/config/load-configuration.js';

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'avtool-config-')));
  await mkdir(join(folder, 'project', 'deep'), { recursive: true });
  await mkdir(join(folder, 'user', 'avtool'), { recursive: true });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

interface Sources {
  readonly flags?: Record<string, string>;
  readonly set?: string[];
  readonly environment?: Record<string, string>;
  readonly project?: string;
  readonly user?: string;
}

async function load({ flags = {}, set = [], environment = {}, project, user }: Sources) {
  if (project !== undefined) await writeFile(join(folder, 'project', 'avtool.config.json'), project);
  if (user !== undefined) await writeFile(join(folder, 'user', 'avtool', 'config.json'), user);
  return loadConfiguration({
    workingFolder: join(folder, 'project', 'deep'),
    environment: { XDG_CONFIG_HOME: join(folder, 'user'), ...environment },
    flags: Object.entries(flags).map(([key, value]) => ({ key, value, flag: `--${key.split('.')[1]}` })),
    settings: set,
  });
}

const originOf = async (key: string, sources: Sources) => (await load(sources)).entries.find((entry) => entry.key === key);

const all: Required<Sources> = {
  flags: { 'train.epochs': '1' },
  set: ['train.epochs=2'],
  environment: { AVTOOL_TRAIN__EPOCHS: '3' },
  project: '{\n  "train": {\n    "epochs": 4\n  }\n}\n',
  user: '{ "train": { "epochs": 5 } }',
};

describe('the configuration', () => {
  it('takes the flag before all others', async () => {
    expect(await originOf('train.epochs', all)).toEqual({ key: 'train.epochs', value: 1, origin: 'flag --epochs' });
  });

  it('takes --set before environment and files', async () => {
    expect(await originOf('train.epochs', { ...all, flags: {} })).toEqual({ key: 'train.epochs', value: 2, origin: '--set' });
  });

  it('takes the environment before the files', async () => {
    expect(await originOf('train.epochs', { ...all, flags: {}, set: [] })).toEqual({ key: 'train.epochs', value: 3, origin: 'environment AVTOOL_TRAIN__EPOCHS' });
  });

  it('takes the project file, found in a folder above, before the user file, and names file and line', async () => {
    expect(await originOf('train.epochs', { project: all.project, user: all.user })).toEqual({ key: 'train.epochs', value: 4, origin: '../avtool.config.json:3' });
  });

  it('takes the user file when nothing else is said', async () => {
    expect(await originOf('train.epochs', { user: all.user })).toEqual({ key: 'train.epochs', value: 5, origin: `${folder}/user/avtool/config.json:1` });
  });

  it('has defaults of its own for engines and media', async () => {
    expect((await load({})).values).toEqual({ engine: { train: 'onnxruntime', infer: 'onnxruntime', threads: 0 }, media: { decoder: 'auto' }, train: {}, model: {}, data: {} });
  });

  it('merges groups key by key', async () => {
    const { values } = await load({ project: '{ "train": { "epochs": 4 } }', set: ['train.batchSize=8'] });
    expect(values.train).toEqual({ epochs: 4, batchSize: 8 });
  });

  it('gives text its type by the schema: a number stays text where text is wanted', async () => {
    const { values } = await load({ set: ['data.dataset=123', 'train.learningRate=3e-4', 'model.gate=true', 'train.schedule={"kind":"step","everyEpochs":2,"factor":0.5}'] });
    expect(values.data.dataset).toBe('123');
    expect(values.train).toEqual({ learningRate: 0.0003, schedule: { kind: 'step', everyEpochs: 2, factor: 0.5 } });
    expect(values.model).toEqual({ gate: true });
  });

  it('merges objects of the model leaf by leaf and keeps the origin of each', async () => {
    const { values, entries } = await load({ project: '{ "model": { "image": { "embedDim": 96, "depths": [2, 2] } } }', set: ['model.image.depths=[2]', 'model.audio={"specSize":64}'] });
    expect(values.model).toEqual({ image: { embedDim: 96, depths: [2] }, audio: { specSize: 64 } });
    expect(entries.filter(({ key }) => key.startsWith('model.')).map(({ key, origin }) => `${key} ${origin}`)).toEqual(['model.audio.specSize --set', 'model.image.depths --set', 'model.image.embedDim ../avtool.config.json:1']);
  });

  it('reads camel case from the environment', async () => {
    expect((await load({ environment: { AVTOOL_TRAIN__LEARNING_RATE: '0.1', AVTOOL_MODEL__IMAGE__EMBED_DIM: '4' } })).values).toMatchObject({ train: { learningRate: 0.1 }, model: { image: { embedDim: 4 } } });
  });

  it('leaves variables of oclif and of scripts alone', async () => {
    await expect(load({ environment: { AVTOOL_NPM_REGISTRY: 'x', AVTOOL_GOLDEN_DIR: 'y', AVTOOL_DATA_DIR: 'z', AVTOOL_SKIP_NEW_VERSION_CHECK: '1' } })).resolves.toBeDefined();
  });
});

describe('a fault of the configuration', () => {
  it.each([
    ['an unknown key in a file', { project: '{\n  "train": {\n    "epoch": 4\n  }\n}\n' }, 'CONFIG_UNKNOWN_KEY', 'There is no configuration key train.epoch.', '../avtool.config.json:3', 'Did you mean train.epochs?'],
    ['an unknown group in a file', { project: '{ "trian": { "epochs": 4 } }' }, 'CONFIG_UNKNOWN_KEY', 'There is no configuration key trian.epochs.', '../avtool.config.json:1', 'Did you mean train.epochs?'],
    ['an unknown key of --set', { set: ['media.decodr=auto'] }, 'CONFIG_UNKNOWN_KEY', 'There is no configuration key media.decodr.', '--set', 'Did you mean media.decoder?'],
    ['an unknown environment name', { environment: { AVTOOL_TRAIN__EPOCH: '4' } }, 'CONFIG_UNKNOWN_KEY', 'There is no configuration key AVTOOL_TRAIN__EPOCH.', 'environment AVTOOL_TRAIN__EPOCH', 'Did you mean AVTOOL_TRAIN__EPOCHS?'],
    ['an environment name with one underscore for two', { environment: { AVTOOL_TRAIN_EPOCHS: '4' } }, 'CONFIG_UNKNOWN_KEY', 'There is no configuration key AVTOOL_TRAIN_EPOCHS.', 'environment AVTOOL_TRAIN_EPOCHS', 'Did you mean AVTOOL_TRAIN__EPOCHS?'],
    ['an environment name without its group', { environment: { AVTOOL_EPOCHS: '4' } }, 'CONFIG_UNKNOWN_KEY', 'There is no configuration key AVTOOL_EPOCHS.', 'environment AVTOOL_EPOCHS', expect.stringContaining('AVTOOL_TRAIN__EPOCHS')],
    ['an unknown engine', { flags: { 'engine.train': 'referense' } }, 'CONFIG_INVALID_VALUE', expect.stringContaining('engine.train cannot be "referense"'), 'flag --train', 'Did you mean reference?'],
    ['a number that is none', { flags: { 'train.epochs': 'many' } }, 'CONFIG_INVALID_VALUE', expect.stringContaining('train.epochs cannot be "many"'), 'flag --epochs', undefined],
    ['a negative learning rate', { set: ['train.learningRate=-1'] }, 'CONFIG_INVALID_VALUE', expect.stringContaining('train.learningRate cannot be -1'), '--set', undefined],
    ['a group that is a value', { project: '{ "train": 3 }' }, 'CONFIG_INVALID_VALUE', 'train is a group of keys, not a value.', '../avtool.config.json:1', expect.stringContaining('epochs')],
    ['a file that is not JSON', { project: '{\n  "train": {\n    epochs: 4\n' }, 'CONFIG_SYNTAX', expect.stringContaining('not valid JSON'), '../avtool.config.json:3', undefined],
    ['--set without a value', { set: ['train.epochs'] }, 'SET_SYNTAX', '--set takes KEY=VALUE, not train.epochs.', undefined, 'For example --set train.accumulate=2'],
  ])('names source and repair: %s', async (_, sources: Sources, code, message, where, fix) => {
    await expect(load(sources)).rejects.toMatchObject({ code, message, where, fix, exitCode: 2 });
  });
});

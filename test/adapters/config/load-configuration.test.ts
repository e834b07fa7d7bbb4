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
    platform: 'linux',
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
  it('takes the flag before all others, and remembers them', async () => {
    expect(await originOf('train.epochs', all)).toEqual({
      key: 'train.epochs',
      value: 1,
      origin: 'flag --epochs',
      weaker: [
        { value: 2, origin: '--set' },
        { value: 3, origin: 'environment AVTOOL_TRAIN__EPOCHS' },
        { value: 4, origin: '../avtool.config.json:3' },
        { value: 5, origin: `${folder}/user/avtool/config.json:1` },
      ],
    });
  });

  it('takes --set before environment and files', async () => {
    expect(await originOf('train.epochs', { ...all, flags: {} })).toMatchObject({ key: 'train.epochs', value: 2, origin: '--set' });
  });

  it('takes the environment before the files', async () => {
    expect(await originOf('train.epochs', { ...all, flags: {}, set: [] })).toMatchObject({ key: 'train.epochs', value: 3, origin: 'environment AVTOOL_TRAIN__EPOCHS' });
  });

  it('takes the project file, found in a folder above, before the user file, and names file and line', async () => {
    expect(await originOf('train.epochs', { project: all.project, user: all.user })).toMatchObject({ key: 'train.epochs', value: 4, origin: '../avtool.config.json:3' });
  });

  it('takes the user file when nothing else is said', async () => {
    expect(await originOf('train.epochs', { user: all.user })).toEqual({ key: 'train.epochs', value: 5, origin: `${folder}/user/avtool/config.json:1` });
  });

  it('has defaults of its own for engines and media', async () => {
    expect((await load({})).values).toEqual({ engine: { train: 'onnxruntime', infer: 'onnxruntime', device: 'cpu', threads: 0 }, media: { decoder: 'auto' }, train: {}, model: {}, data: {} });
  });

  it('merges groups key by key', async () => {
    const { values } = await load({ project: '{ "train": { "epochs": 4 } }', set: ['train.batchSize=8'] });
    expect(values.train).toEqual({ epochs: 4, batchSize: 8 });
  });

  it('takes bytes with their unit', async () => {
    expect((await load({ set: ['train.memoryBudget=8GiB'] })).values.train.memoryBudget).toBe(8_589_934_592);
    expect((await load({ set: ['train.memoryBudget=1.5 GB'] })).values.train.memoryBudget).toBe(1_500_000_000);
    expect((await load({ set: ['train.memoryBudget=4096'] })).values.train.memoryBudget).toBe(4096);
  });

  it('takes a group as a whole from --set', async () => {
    expect((await load({ set: ['train={"epochs":3,"seed":1}', 'train.seed=2'] })).values.train).toEqual({ epochs: 3, seed: 2 });
  });

  it('takes engines by any name, since plugins bring engines', async () => {
    expect((await load({ set: ['engine.train=mine'] })).values.engine.train).toBe('mine');
  });

  it('leaves out groups without keys and the name of a schema', async () => {
    expect((await load({ project: '{ "$schema": "./s.json", "train": null, "model": null }' })).entries.filter(({ origin }) => origin !== 'default')).toEqual([]);
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
    ['an unknown device', { flags: { 'engine.device': 'cudaa' } }, 'CONFIG_INVALID_VALUE', 'engine.device cannot be "cudaa": it takes one of auto, cpu, cuda, tensorrt, webgpu, coreml, dml.', 'flag --device', 'Did you mean cuda?'],
    ['a number that is none', { flags: { 'train.epochs': 'many' } }, 'CONFIG_INVALID_VALUE', 'train.epochs cannot be "many": it takes a whole number above 0.', 'flag --epochs', undefined],
    ['a negative learning rate', { set: ['train.learningRate=-1'] }, 'CONFIG_INVALID_VALUE', 'train.learningRate cannot be -1: it takes a number above 0.', '--set', undefined],
    ['a size without a unit that there is', { set: ['train.memoryBudget=8 gallons'] }, 'CONFIG_INVALID_VALUE', 'train.memoryBudget cannot be "8 gallons": it takes a whole number above 0 or text such as 8GiB.', '--set', undefined],
    ['a size of nothing', { set: ['train.memoryBudget=0GiB'] }, 'CONFIG_INVALID_VALUE', 'train.memoryBudget cannot be "0GiB": it takes a whole number above 0 or text such as 8GiB.', '--set', undefined],
    ['a key of a schedule alone', { set: ['train.schedule.factor=0.1'] }, 'CONFIG_UNKNOWN_KEY', 'There is no configuration key train.schedule.factor.', '--set', expect.stringMatching(/^train\.schedule is one value, set as a whole: \{ kind: step, /)],
    ['a schedule with a wrong part', { set: ['train.schedule={"kind":"step","everyEpochs":2,"factor":-1}'] }, 'CONFIG_INVALID_VALUE', expect.stringMatching(/^train\.schedule cannot be \{"kind":"step","everyEpochs":2,"factor":-1\}: it takes .* \(factor: .*>0\)\.$/), '--set', undefined],
    ['a value that is absent', { project: '{ "train": { "epochs": null } }' }, 'CONFIG_INVALID_VALUE', 'train.epochs cannot be null: it takes a whole number above 0.', '../avtool.config.json:1', undefined],
    ['a dotted key in a file', { project: '{ "train.epochs": 4 }' }, 'CONFIG_UNKNOWN_KEY', '"train.epochs" cannot be the name of a key.', '../avtool.config.json:1', 'In files keys are nested: { "train": { "epochs": 3 } }, not { "train.epochs": 3 }.'],
    ['a key that would change what objects are', { project: '{ "model": { "__proto__": { "polluted": 1 } } }' }, 'CONFIG_UNKNOWN_KEY', '"__proto__" cannot be the name of a key.', '../avtool.config.json:1', 'Every object has something of that name; choose another one.'],
    ['the same from --set', { set: ['model.__proto__.polluted=1'] }, 'CONFIG_UNKNOWN_KEY', '"__proto__" cannot be the name of a key.', '--set', 'Every object has something of that name; choose another one.'],
    ['the same inside of a list', { set: ['model.list=[{"__proto__":{"polluted":1}}]'] }, 'CONFIG_INVALID_VALUE', 'model.list holds the key __proto__, which no object may have.', '--set', undefined],
    ['a name that a terminal takes for a command', { project: '{ "model": { "\\u001b[2J": 1 } }' }, 'CONFIG_UNKNOWN_KEY', '"\\u001b[2J" cannot be the name of a key.', '../avtool.config.json:1', 'Names are made of at most 100 letters, digits, _ and -.'],
    ['a key of the model that is a value here and a group there', { project: '{ "model": { "image": 3 } }', set: ['model.image.depths=[2]'] }, 'CONFIG_INVALID_VALUE', 'model.image.depths cannot be merged with model.image of ../avtool.config.json:1: one makes a value of what is a group of keys for the other.', '--set', 'Give both the same form.'],
    ['a number that is not finite', { set: ['model.size=1e999'] }, 'CONFIG_INVALID_VALUE', 'model.size holds a number that is not finite.', '--set', undefined],
    ['a group that is a value', { project: '{ "train": 3 }' }, 'CONFIG_INVALID_VALUE', 'train is a group of keys, not a value.', '../avtool.config.json:1', expect.stringContaining('epochs')],
    ['a file that is not JSON', { project: '{\n  "train": {\n    epochs: 4\n' }, 'CONFIG_SYNTAX', 'The file is not valid JSON: a key in double quotes expected, not "e".', '../avtool.config.json:3', undefined],
    ['a file that is a list', { project: '[1]' }, 'CONFIG_SYNTAX', 'The file must hold an object with engine, media, train, model, data.', '../avtool.config.json:1', undefined],
    ['a key given twice', { project: '{ "train": {\n"epochs": 4,\n"epochs": 5 } }' }, 'CONFIG_SYNTAX', 'The key train.epochs is given twice.', '../avtool.config.json:3', 'Keep one of lines 2 and 3.'],
    ['several, of which the first is told', { set: ['train.epoch=3', 'train.seed=x', 'foo=1'] }, 'CONFIG_UNKNOWN_KEY', 'There is no configuration key train.epoch.', '--set', 'Did you mean train.epochs? avtool config:validate lists 2 more problems.'],
    ['--set without a value', { set: ['train.epochs'] }, 'SET_SYNTAX', '--set takes KEY=VALUE, not train.epochs.', undefined, 'For example --set train.accumulate=2'],
  ])('names source and repair: %s', async (_, sources: Sources, code, message, where, fix) => {
    await expect(load(sources)).rejects.toMatchObject({ code, message, where, fix, exitCode: 2 });
  });
});

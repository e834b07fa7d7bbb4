import { describe, expect, it } from 'vitest';
import { showConfiguration } from '../../src/app/show-configuration.js';
import type { Configuration, ConfigurationEntry } from '../../src/domain/ports/configuration.js';

function aConfiguration(...entries: ConfigurationEntry[]): Configuration {
  return { entries, values: { engine: { train: 'a', infer: 'a', device: 'cpu', threads: 0 }, media: { decoder: 'auto' }, train: {}, model: {}, data: {} } };
}

const epochs: ConfigurationEntry = { key: 'train.epochs', value: 3, origin: '--set', weaker: [{ value: 40, origin: 'avtool.config.json:4' }] };
const threads: ConfigurationEntry = { key: 'engine.threads', value: 0, origin: 'default' };

describe('the shown configuration', () => {
  it('has key, value and origin in columns', () => {
    expect(showConfiguration(aConfiguration(threads, epochs), { origins: false })).toEqual({
      entries: [threads, { key: 'train.epochs', value: 3, origin: '--set' }],
      lines: ['engine.threads  0  default', 'train.epochs    3  --set'],
    });
  });

  it('names with origins the values that are not used, and where they are set', () => {
    expect(showConfiguration(aConfiguration(threads, epochs), { origins: true })).toEqual({
      entries: [threads, epochs],
      lines: ['engine.threads  0   default', 'train.epochs    3   --set', '                40  avtool.config.json:4 (not used)'],
    });
  });

  it('can be one key, set or not', () => {
    expect(showConfiguration(aConfiguration(threads, epochs), { key: 'train.epochs', origins: false }).lines).toEqual(['train.epochs  3  --set']);
    expect(showConfiguration(aConfiguration(threads), { key: 'train.epochs', origins: false })).toEqual({ entries: [{ key: 'train.epochs', value: null, origin: 'of the recipe' }], lines: ['train.epochs  -  of the recipe'] });
  });

  it('can be a group, with what is not set', () => {
    expect(showConfiguration(aConfiguration(threads, { key: 'data.cache', value: 'c', origin: 'flag --cache' }), { key: 'data', origins: false }).lines).toEqual([
      'data.cache    c  flag --cache',
      "data.dataset  -  of the task's name",
      'data.folder   -  data/DATASET',
    ]);
  });

  it('can be a group of the model, whose settings only the task knows', () => {
    const entry = { key: 'model.image.depth', value: 2, origin: '--set' };
    expect(showConfiguration(aConfiguration(entry), { key: 'model.image', origins: false }).lines).toEqual(['model.image.depth  2  --set']);
    expect(showConfiguration(aConfiguration(), { key: 'model', origins: false }).lines).toEqual(['model  -  of size and recipe']);
  });

  it('refuses an unknown key with the nearest', () => {
    expect(() => showConfiguration(aConfiguration(), { key: 'train.epoch', origins: false })).toThrowError(expect.objectContaining({ code: 'CONFIG_UNKNOWN_KEY', message: 'There is no configuration key train.epoch.', fix: 'Did you mean train.epochs?', exitCode: 2 }));
    expect(() => showConfiguration(aConfiguration(), { key: 'something', origins: false })).toThrowError(expect.objectContaining({ fix: 'avtool config:schema --markdown lists all keys.' }));
  });

  it('hides texts that look secret, also those that are not used', () => {
    const secret = { key: 'model.hubToken', value: 'abc', origin: '--set', weaker: [{ value: 'def', origin: 'f.json:1' }] };
    const shown = showConfiguration(aConfiguration(secret), { origins: true });
    expect(JSON.stringify(shown)).not.toMatch(/abc|def/);
    expect(shown.lines).toEqual(['model.hubToken  ***  --set', '                ***  f.json:1 (not used)']);
  });

  it('writes what a terminal would take for a command as JSON', () => {
    expect(showConfiguration(aConfiguration({ key: 'model.name', value: '\u001b[2J', origin: '--set' }), { origins: false }).lines).toEqual(['model.name  "\\u001b[2J"  --set']);
  });

  it('lets one long value stand out of its column', () => {
    const long = { key: 'train.schedule', value: { kind: 'step', everyEpochs: 3, factor: 0.35 }, origin: '--set' };
    expect(showConfiguration(aConfiguration(epochs, long), { origins: false }).lines).toEqual(['train.epochs    3  --set', 'train.schedule  {"kind":"step","everyEpochs":3,"factor":0.35}  --set']);
  });
});

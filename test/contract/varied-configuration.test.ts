import { describe, expect, it } from 'vitest';
import { refuseVariedSettings, variedConfiguration } from '../../src/contract/task-commands/varied-configuration.js';
import type { Configuration } from '../../src/domain/ports/configuration.js';

const configuration: Configuration = {
  values: { engine: { train: 'onnxruntime', infer: 'onnxruntime', device: 'cpu', threads: 0 }, media: { decoder: 'auto' }, train: { epochs: 4, seed: 7 }, model: { temporal: { heads: 2 } }, data: {} },
  entries: [
    { key: 'model.temporal.heads', value: 2, origin: '--set' },
    { key: 'train.seed', value: 7, origin: 'avtool.config.json:3' },
  ],
};
const variant = { name: 'no T', model: { temporal: { gamma: 0 } } };
const ablation = { name: 'parts', title: 'Parts', source: 'table 5', main: 'accuracy', variants: [variant], remarks: [] };

describe('the configuration of a cell', () => {
  it('is the user’s with what variant and seed say over it, each with its origin', () => {
    const { values, entries } = variedConfiguration(configuration, variant, 3);
    expect([values.model, values.train]).toEqual([{ temporal: { heads: 2, gamma: 0 } }, { epochs: 4, seed: 3 }]);
    expect(entries).toEqual([
      { key: 'model.temporal.heads', value: 2, origin: '--set' },
      { key: 'model.temporal.gamma', value: 0, origin: 'variant no T' },
      { key: 'train.seed', value: 3, origin: 'flag --seeds' },
    ]);
  });

  it('may have whatever is not varied', () => {
    expect(() => refuseVariedSettings(configuration, ablation)).not.toThrow();
  });

  it('cannot choose what is varied', () => {
    const chosen = { ...configuration, entries: [{ key: 'model.temporal.gamma', value: 0.5, origin: 'avtool.config.json:9' }] };
    expect(() => refuseVariedSettings(chosen, ablation)).toThrowError(expect.objectContaining({ code: 'ABLATION_SETTING', exitCode: 2, where: 'avtool.config.json:9', message: expect.stringContaining('model.temporal.gamma') }));
  });
});

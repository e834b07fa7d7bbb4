import { describe, expect, it } from 'vitest';
import type { AdapterMethod } from '../../../src/domain/adapters/adapter-method.js';
import { constant, Scope } from '../../../src/domain/graph/leaves.js';
import { expand, mul, reduceMean } from '../../../src/domain/graph/operations.js';
import { ForwardContext } from '../../../src/domain/layers/forward-context.js';
import { linear } from '../../../src/domain/layers/linear.js';
import { aveTask } from '../../../src/domain/tasks/ave/ave-task.js';
import type { ModelSettings } from '../../../src/domain/tasks/task.js';
import { tinyModelWith, tinyShape } from '../../builders/tiny-ave.js';

interface Built {
  readonly path: string;
  readonly x: readonly number[];
  readonly prompt: readonly number[];
  readonly settings: ModelSettings;
}

/** A method that adds a linear map of the prompt's mean and notes what it was called with. */
function aMethod(wanted: Partial<AdapterMethod> = {}): { method: AdapterMethod; built: Built[] } {
  const built: Built[] = [];
  const method: AdapterMethod = {
    name: 'mean',
    description: 'the mean of the other modality',
    settings: { strength: 1, rows: [1, 2] },
    build(scope, x, prompt, settings) {
      built.push({ path: scope.path, x: x.shape, prompt: prompt.shape, settings });
      return { residual: mul(expand(linear(scope.child('fc'), reduceMean(prompt, [1], true), x.shape[2]), x.shape), Number(settings['strength'])) };
    },
    ...wanted,
  };
  return { method, built };
}

/** The smallest AVE network, as it is built with a method; its own size brings settings of DG-SCT, which this one replaces. */
function forward(method: AdapterMethod | undefined, model: ModelSettings) {
  const { visualAdapter: _visual, audioAdapter: _audio, ...rest } = tinyModelWith({});
  const scope = Scope.root((name) => aveTask.trainable(name, {}));
  const { outputs } = aveTask.forward(scope, { ...rest, adapter: 'mean', ...model }, tinyShape(1), ForwardContext.evaluation(), method);
  return { scope, outputs };
}

describe('an adapter method', () => {
  it('is built for both streams at both positions of every pair, with the stream, the other stream and complete settings', () => {
    const { method, built } = aMethod();
    forward(method, { visualAdapter: { strength: 2 } });
    // Two pairs of blocks; 16 x 16 pixels in patches of 4 and 16 mel bins as a square of 16 are 16 tokens each, then 4 of twice the width.
    expect(built).toEqual(
      [0, 1].flatMap((k) =>
        ['p1', 'p2'].flatMap((position) =>
          [
            { list: 'audio_adapter_blocks', strength: 1 },
            { list: 'vis_adapter_blocks', strength: 2 },
          ].map(({ list, strength }) => {
            const shape = k === 0 ? [4, 16, 8] : [4, 4, 16];
            return { path: `${list}_${position}.${k}`, x: shape, prompt: shape, settings: { strength, rows: [1, 2] } };
          }),
        ),
      ),
    );
  });

  it('has parameters that are learnt, under the names of its place', () => {
    const { scope } = forward(aMethod().method, {});
    const own = scope.variables().filter(({ name }) => /adapter_blocks/.test(name));
    expect(own.map(({ name }) => name)).toContain('vis_adapter_blocks_p2.1.fc.weight');
    expect(own.every(({ trainable }) => trainable)).toBe(true);
    expect(scope.variables().filter(({ name, trainable }) => /^(swin|htsat)\./.test(name) && trainable)).toEqual([]);
  });

  it('takes settings of its own and no other, naming the nearest', () => {
    const { method } = aMethod();
    expect(() => forward(method, { visualAdapter: { strenght: 2 } })).toThrow(expect.objectContaining({ code: 'SETTING_UNKNOWN', exitCode: 2, fix: 'did you mean model.visualAdapter.strength?' }));
    expect(() => forward(method, { audioAdapter: { latentTokens: 2 } })).toThrow(expect.objectContaining({ code: 'SETTING_UNKNOWN', fix: 'known: model.audioAdapter.strength, model.audioAdapter.rows' }));
    expect(() => forward(method, { audioAdapter: { strength: 'much' } })).toThrow(expect.objectContaining({ code: 'SETTING_TYPE', exitCode: 2 }));
  });

  it('is shown attending where it makes a map over the picture, and not where it makes none', () => {
    const withMap: AdapterMethod['build'] = (_scope, x) => ({ residual: x, spatialMap: expand(constant(1 / x.shape[1]), [x.shape[0], 1, x.shape[1]]) });
    expect(forward(aMethod({ build: withMap }).method, {}).outputs['visualMap'].shape).toEqual([1, 4, 4]);
    expect(forward(aMethod().method, {}).outputs).not.toHaveProperty('visualMap');
  });

  it('that gives back another shape than the stream has is named with both shapes and the place', () => {
    const shortened = aMethod({ build: (_scope, x) => ({ residual: reduceMean(x, [1], true) }) }).method;
    expect(() => forward(shortened, {})).toThrow(expect.objectContaining({ code: 'ADAPTER_SHAPE', exitCode: 1, message: 'the adapter method "mean" gives a residual of shape [4, 1, 8], expected [4, 16, 8]', where: 'audio_adapter_blocks_p1.0' }));
    const wrongMap = aMethod({ build: (_scope, x) => ({ residual: x, spatialMap: x }) }).method;
    expect(() => forward(wrongMap, {})).toThrow(expect.objectContaining({ code: 'ADAPTER_SHAPE', message: 'the adapter method "mean" gives a spatial map of shape [4, 16, 8], expected [4, 1, 16]' }));
  });

  it('that the settings name must be given', () => {
    expect(() => forward(undefined, {})).toThrow(expect.objectContaining({ code: 'ADAPTER_UNKNOWN', exitCode: 2, message: 'No plugin brings the adapter method "mean".', fix: 'Known: dgsct, none.' }));
    expect(() => forward(aMethod({ name: 'other' }).method, {})).toThrow(expect.objectContaining({ code: 'ADAPTER_UNKNOWN' }));
  });
});

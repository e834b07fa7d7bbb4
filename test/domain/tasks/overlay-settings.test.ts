import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlaySettings } from '../../../src/domain/tasks/overlay-settings.js';
import type { ModelSettings } from '../../../src/domain/tasks/task.js';

const base = { width: 4, gate: true, mode: 'both', depths: [2, 2], adapter: { reduction: 8, groups: 2, inner: { alpha: 0.3 } } };

const refusal = (overrides: ModelSettings): unknown => {
  try {
    return overlaySettings(base, overrides);
  } catch (error) {
    return error;
  }
};

describe('settings laid over others', () => {
  it('replace values and lists, and merge groups', () => {
    expect(overlaySettings(base, { width: 5, depths: [1], adapter: { groups: 1, inner: { alpha: 0.5 } } })).toEqual({
      width: 5,
      gate: true,
      mode: 'both',
      depths: [1],
      adapter: { reduction: 8, groups: 1, inner: { alpha: 0.5 } },
    });
  });

  it('leave the settings under them as they were', () => {
    overlaySettings(base, { adapter: { inner: { alpha: 0.5 } }, depths: [] });
    expect(base).toMatchObject({ depths: [2, 2], adapter: { inner: { alpha: 0.3 } } });
  });

  it('change nothing when they are the same or none', () => {
    fc.assert(
      fc.property(fc.subarray(['width', 'gate', 'mode', 'depths', 'adapter'] as const), (keys) => {
        expect(overlaySettings(base, Object.fromEntries(keys.map((key) => [key, base[key]])))).toEqual(base);
      }),
    );
  });

  it('refuse an unknown key, naming its whole path and the nearest known one', () => {
    expect(refusal({ widht: 5 })).toMatchObject({ code: 'SETTING_UNKNOWN', exitCode: 2, message: 'there is no setting "model.widht"', fix: 'did you mean model.width?' });
    expect(refusal({ adapter: { inner: { alhpa: 1 } } })).toMatchObject({ message: 'there is no setting "model.adapter.inner.alhpa"', fix: 'did you mean model.adapter.inner.alpha?' });
  });

  it('refuse an unknown key that is near to none with all that are known', () => {
    expect(refusal({ adapter: { temperature: 1 } })).toMatchObject({ fix: 'known: model.adapter.reduction, model.adapter.groups, model.adapter.inner' });
  });

  it.each<[string, ModelSettings, string]>([
    ['text for a number', { width: '5' }, '"model.width" must be a number, got "5"'],
    ['a number for a switch', { gate: 1 }, '"model.gate" must be a boolean, got 1'],
    ['a number for a list', { depths: 2 }, '"model.depths" must be a list, got 2'],
    ['a list for a group', { adapter: [1] }, '"model.adapter" must be a group of settings, got [1]'],
    ['nothing for a number', { width: null }, '"model.width" must be a number, got null'],
    ['a group for text', { mode: {} }, '"model.mode" must be a string, got {}'],
  ])('refuse %s', (_, overrides, message) => {
    expect(refusal(overrides)).toMatchObject({ code: 'SETTING_TYPE', exitCode: 2, message });
  });

  it.each(['__proto__', 'constructor', 'toString'])('refuse %s, which every object has', (key) => {
    const overrides: ModelSettings = JSON.parse(`{"${key}": 1}`);
    expect(refusal(overrides)).toMatchObject({ code: 'SETTING_UNKNOWN' });
  });
});

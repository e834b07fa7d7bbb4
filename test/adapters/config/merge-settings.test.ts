import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSettings } from '../../../src/adapters/config/merge-settings.js';
import type { Setting } from '../../../src/adapters/config/setting.js';

function merge(...sources: readonly (readonly Setting[])[]) {
  let conflicts = 0;
  const entries = mergeSettings(sources.flat(), () => conflicts++).map(({ key, value, origin }): Setting => ({ key, value, origin }));
  return { entries, conflicts };
}

/** Keys of which none is within another one. */
const apart = fc.constantFrom('train.epochs', 'train.seed', 'model.image.depth', 'model.image.width', 'model.head');
/** Keys of which some are values here and groups there. */
const mixed = fc.constantFrom('model.a', 'model.a.b', 'model.a.b.c', 'model.a.d', 'model.e');
const sourceOf = (keys: fc.Arbitrary<string>) => fc.array(fc.record({ key: keys, value: fc.integer(), origin: fc.constantFrom('one', 'two') }), { maxLength: 6 });

describe('merging', () => {
  it('is associative, so that sources can be laid over each other in any grouping', () => {
    fc.assert(
      fc.property(sourceOf(apart), sourceOf(apart), sourceOf(apart), (a, b, c) => {
        expect(merge(merge(a, b).entries, c).entries).toEqual(merge(a, merge(b, c).entries).entries);
      }),
    );
  });

  it('finds a value that is a group elsewhere in any grouping', () => {
    fc.assert(
      fc.property(sourceOf(mixed), sourceOf(mixed), sourceOf(mixed), (a, b, c) => {
        const left = merge(a, b);
        const right = merge(b, c);
        expect(left.conflicts + merge(left.entries, c).conflicts > 0).toBe(right.conflicts + merge(a, right.entries).conflicts > 0);
      }),
    );
  });

  it('leaves no key within another one, whatever conflicts there were', () => {
    fc.assert(
      fc.property(sourceOf(mixed), (settings) => {
        const keys = merge(settings).entries.map(({ key }) => key);
        expect(keys.filter((key) => keys.some((other) => key.startsWith(`${other}.`)))).toEqual([]);
      }),
    );
  });

  it('does not take long for as many keys as a file may have', () => {
    const settings = Array.from({ length: 20_000 }, (_, index): Setting => ({ key: `model.k${index}`, value: index, origin: 'f' }));
    const before = process.cpuUsage();
    mergeSettings(settings, () => undefined);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(2); // 0.05 s of CPU when written; comparing every key with every other took over a minute
  });
});

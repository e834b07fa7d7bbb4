import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/adapters/random/seeded-random.js';
import { midDesign } from '../../../../src/plugins/scenes/render/design.js';
import { pretrainingImage, pretrainingSound } from '../../../../src/plugins/scenes/render/pretraining.js';
import { sameBytes } from './a-script.js';

const root = seededRandom(22);

describe('pretrainingImage', () => {
  it('is determined by its generator, of the size asked for, and shows every class', () => {
    const first = pretrainingImage(root.fork('image/0'), midDesign, 64);
    expect(first.image.data).toHaveLength(64 * 64 * 3);
    const again = pretrainingImage(root.fork('image/0'), midDesign, 64);
    expect(again.classIndex).toBe(first.classIndex);
    expect(sameBytes(again.image.data, first.image.data)).toBe(true);
    const classes = Array.from({ length: 200 }, (_, i) => pretrainingImage(root.fork(`image/${i}`), midDesign, 16));
    expect(new Set(classes.map(({ classIndex }) => classIndex)).size).toBe(10);
  });
});

describe('pretrainingSound', () => {
  it('is determined by its generator, as long as asked for, and holds two classes', () => {
    const first = pretrainingSound(root.fork('sound/0'), midDesign, 1, 8000);
    expect(first.waveform).toHaveLength(8000);
    expect(first.classIndices[0]).toBeLessThan(first.classIndices[1]);
    const again = pretrainingSound(root.fork('sound/0'), midDesign, 1, 8000);
    expect(again.classIndices).toEqual(first.classIndices);
    expect(sameBytes(again.waveform, first.waveform)).toBe(true);
  });

  it('refuses to be longer than a clip', () => {
    expect(() => pretrainingSound(root.fork('sound/1'), midDesign, 11, 8000)).toThrow('at most 10 s');
  });
});

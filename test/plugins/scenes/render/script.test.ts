import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { midDesign } from '../../../../src/plugins/scenes/render/design.js';
import { sceneLabels } from '../../../../src/plugins/scenes/render/labels.js';
import { sceneScript } from '../../../../src/plugins/scenes/render/script.js';
import { aScript, clipNumbers } from './a-script.js';
import { seededRandom } from '../../../../src/adapters/random/seeded-random.js';

const everySecond = Array.from({ length: 10 }, (_, second) => second);

describe('sceneScript', () => {
  it('is determined by the generator and is plain data', () => {
    const script = aScript(3);
    expect(aScript(3)).toEqual(script);
    expect(JSON.parse(JSON.stringify(script))).toEqual(script);
    expect(aScript(4)).not.toEqual(script);
  });

  it('keeps three classes visible and two audible at any second, so that counts say nothing', () => {
    fc.assert(
      fc.property(clipNumbers, (clip) => {
        const { audible, visible } = sceneLabels(aScript(clip));
        for (const second of everySecond) {
          expect(visible.filter((row) => row[second])).toHaveLength(3);
          expect(audible.filter((row) => row[second])).toHaveLength(2);
        }
      }),
    );
  });

  it('lets no class but that of the event be both seen and heard, not even at different times', () => {
    fc.assert(
      fc.property(clipNumbers, (clip) => {
        const script = aScript(clip);
        const seen = script.objects.map(({ classIndex }) => classIndex);
        const heard = script.sounds.map(({ classIndex }) => classIndex);
        expect(seen.filter((classIndex) => heard.includes(classIndex))).toEqual([script.event.classIndex]);
        expect(new Set(seen).size).toBe(seen.length);
        expect(new Set(heard).size).toBe(heard.length);
      }),
    );
  });

  it('draws event lengths of 3 to 8 s and every class about equally often', () => {
    const scripts = Array.from({ length: 1200 }, (_, clip) => aScript(clip));
    const lengths = count(scripts.map(({ event }) => event.end - event.start));
    expect([...lengths.keys()].sort()).toEqual([3, 4, 5, 6, 7, 8]);
    const classes = count(scripts.map(({ event }) => event.classIndex));
    expect(classes.size).toBe(10);
    // Expected 200 and 120; the bounds are five binomial standard deviations (13 and 10).
    for (const n of lengths.values()) expect(Math.abs(n - 200)).toBeLessThan(65);
    for (const n of classes.values()) expect(Math.abs(n - 120)).toBeLessThan(52);
  });

  it('shows the class of the event in silence, or lets it sound unseen, in a third of the stretches before it each', () => {
    const befores = Array.from({ length: 1200 }, (_, clip) => aScript(clip)).filter(({ event }) => event.start > 0);
    const seen = befores.filter((script) => sceneLabels(script).visible[script.event.classIndex][0]);
    const heard = befores.filter((script) => sceneLabels(script).audible[script.event.classIndex][0]);
    // The bound is five standard deviations of a share of 1/3 of about 860.
    expect(Math.abs(seen.length / befores.length - 1 / 3)).toBeLessThan(0.08);
    expect(Math.abs(heard.length / befores.length - 1 / 3)).toBeLessThan(0.08);
    expect(seen.filter((script) => heard.includes(script))).toEqual([]);
  });

  it('places objects inside the picture and keeps their looks in the bounds of the design', () => {
    fc.assert(
      fc.property(clipNumbers, (clip) => {
        for (const object of aScript(clip).objects) {
          expect(object.radius).toBeGreaterThanOrEqual(5);
          expect(object.radius).toBeLessThan(14);
          expect(Math.min(object.x, object.y)).toBeGreaterThanOrEqual(object.radius);
          expect(Math.max(object.x, object.y)).toBeLessThanOrEqual(64 - object.radius);
          expect(Math.abs(object.speedX)).toBeLessThanOrEqual(0.6);
          expect(Math.abs(object.rotationRadians)).toBeLessThanOrEqual(0.5);
        }
      }),
    );
  });

  it('takes its lengths and counts from the design', () => {
    const script = sceneScript(seededRandom(1), { ...midDesign, seconds: 5, eventSeconds: [2, 2] });
    expect(script.event.end - script.event.start).toBe(2);
    expect(sceneLabels(script).segments).toHaveLength(5);
  });
});

function count<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sceneClasses } from '../../../../src/plugins/scenes/render/classes.js';
import { renderFrame, renderMasks } from '../../../../src/plugins/scenes/render/frames.js';
import { sceneLabels } from '../../../../src/plugins/scenes/render/labels.js';
import { aScript, clipNumbers, sameBytes } from './a-script.js';

const times = fc.integer({ min: 0, max: 79 }).map((frame) => frame / 8);

describe('renderFrame', () => {
  it('gives the same picture whichever frames were rendered before', () => {
    fc.assert(
      fc.property(clipNumbers, times, (clip, time) => {
        const script = aScript(clip);
        renderFrame(script, 0, 64);
        const again = renderFrame(script, time, 64).data;
        expect(sameBytes(again, renderFrame(aScript(clip), time, 64).data)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('is an 8-bit RGB picture of the size asked for, whose noise and place change from frame to frame', () => {
    const image = renderFrame(aScript(1), 2, 96);
    expect([image.width, image.height, image.data.length]).toEqual([96, 96, 96 * 96 * 3]);
    expect(sameBytes(renderFrame(aScript(1), 2.125, 96).data, image.data)).toBe(false);
  });

  it('shows the same scene at any size: halves of a large picture agree with a small one', () => {
    const script = { ...aScript(2), design: { ...aScript(2).design, pixelNoise: 0 } };
    const small = renderFrame(script, 4, 64).data;
    const large = renderFrame(script, 4, 128).data;
    let difference = 0;
    for (let pixel = 0; pixel < 64 * 64; pixel++) {
      const corner = 2 * (pixel % 64) + 2 * Math.floor(pixel / 64) * 128;
      const mean = [0, 1, 128, 129].reduce((sum, offset) => sum + large[3 * (corner + offset)], 0) / 4;
      difference += Math.abs(mean - small[3 * pixel]) / (64 * 64);
    }
    expect(difference).toBeLessThan(2); // of 255: edges of objects only
  });

  it('refuses a time outside the clip', () => {
    expect(() => renderFrame(aScript(1), 10, 64)).toThrow(RangeError);
    expect(() => renderFrame(aScript(1), -0.1, 64)).toThrow(RangeError);
  });
});

describe('renderMasks', () => {
  it('has a mask for exactly the classes that the labels call visible, and masks do not overlap', () => {
    fc.assert(
      fc.property(clipNumbers, times, (clip, time) => {
        const script = aScript(clip);
        const masks = renderMasks(script, time, 64);
        const { visible } = sceneLabels(script);
        const labelled = sceneClasses.flatMap((_, k) => (visible[k][Math.floor(time)] ? [k] : []));
        expect(masks.map(({ classIndex }) => classIndex).sort((a, b) => a - b)).toEqual(labelled);
        const covered = masks[0].mask.map((_, pixel) => masks.reduce((sum, { mask }) => sum + mask[pixel], 0));
        expect(Math.max(...covered)).toBe(1);
      }),
      { numRuns: 30 },
    );
  });

  it('gives a pixel where objects overlap to the one that is drawn last', () => {
    const script = aScript(6);
    const middle = { x: 32, y: 32, speedX: 0, speedY: 0, radius: 14, rotationRadians: 0, visible: [{ start: 0, end: 10 }] };
    const [drum, clock] = [1, 5].map((classIndex) => ({ ...script.objects[0], ...middle, classIndex }));
    const [below, above] = renderMasks({ ...script, objects: [drum, clock] }, 0, 64);
    const [alone] = renderMasks({ ...script, objects: [clock] }, 0, 64);
    expect([below.classIndex, above.classIndex]).toEqual([1, 5]);
    expect(sameBytes(above.mask, alone.mask)).toBe(true);
    expect(sum(below.mask)).toBeGreaterThan(0);
    expect(sum(below.mask.map((bit, pixel) => bit & above.mask[pixel]))).toBe(0);
  });

  it('lies where the picture changes when the object is taken away', () => {
    fc.assert(
      fc.property(clipNumbers, times, (clip, time) => {
        const script = aScript(clip);
        const size = 128;
        const picture = renderFrame(script, time, size).data;
        for (const { classIndex, mask } of renderMasks(script, time, size)) {
          const objects = script.objects.filter((object) => object.classIndex !== classIndex);
          const without = renderFrame({ ...script, objects }, time, size).data;
          const changed = mask.map((_, i) => ([0, 1, 2].some((c) => picture[3 * i + c] !== without[3 * i + c]) ? 1 : 0));
          const area = sum(mask);
          const hits = sum(mask.map((bit, i) => bit & changed[i]));
          expect(area).toBeGreaterThan(0);
          expect(hits / area).toBeGreaterThan(0.98); // a pixel may happen to have the background's colour
          // Beyond the mask lie only pixels that the object covers by less than half: along its outline.
          expect(sum(changed) - hits).toBeLessThanOrEqual(outline(mask, size));
        }
      }),
      { numRuns: 15 },
    );
  });
});

function sum(bits: Uint8Array): number {
  return bits.reduce((total, bit) => total + bit, 0);
}

/** How many pixels outside the mask touch it, corners included. */
function outline(mask: Uint8Array, size: number): number {
  let count = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (mask[y * size + x] === 1) continue;
      let touches = false;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const inside = x + dx >= 0 && x + dx < size && y + dy >= 0 && y + dy < size;
          if (inside && mask[(y + dy) * size + x + dx] === 1) touches = true;
        }
      }
      if (touches) count++;
    }
  }
  return count;
}

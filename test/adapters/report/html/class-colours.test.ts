import { describe, expect, it } from 'vitest';
import { classColour, classStyle, inkOn, luminance } from '../../../../src/adapters/report/html/class-colours.js';

describe('class colours', () => {
  it('gives each of the 28 AVE classes and background a look of its own', () => {
    expect(new Set(Array.from({ length: 29 }, (_, index) => classStyle(index, 28))).size).toBe(29);
  });

  it('has ink on every colour that WCAG 2.2 calls readable (contrast 4.5)', () => {
    for (let index = 0; index < 9; index++) {
      const colour = classColour(index, 28);
      const [light, dark] = [luminance(colour), luminance(inkOn(colour) === '#000' ? '#000000' : '#ffffff')].sort((a, b) => b - a);
      expect((light + 0.05) / (dark + 0.05), colour).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('measures luminance as WCAG 2.2 does: white 1, black 0, pure red 0.2126', () => {
    expect([luminance('#ffffff'), luminance('#000000'), luminance('#ff0000')]).toEqual([1, 0, 0.2126]);
  });
});

import type { Mask } from '../../../domain/data/mask.js';
import type { RgbImage } from '../../../domain/ports/media.js';

/** A clip's masks below each other in one black and white picture. @param masks at least one, all of one size */
export function stackedMasks(masks: readonly Mask[]): RgbImage {
  const [{ width, height }] = masks;
  const data = new Uint8Array(masks.length * width * height * 3);
  masks.forEach((mask, k) => mask.data.forEach((value, pixel) => data.fill(value === 0 ? 0 : 255, 3 * (k * width * height + pixel), 3 * (k * width * height + pixel + 1))));
  return { width, height: masks.length * height, data };
}

/** The masks of {@link stackedMasks}. */
export function masksOf({ width, height, data }: RgbImage, count: number): Mask[] {
  const pixels = (width * height) / count;
  return Array.from({ length: count }, (_, k) => ({ width, height: height / count, data: Uint8Array.from({ length: pixels }, (__, pixel) => (data[3 * (k * pixels + pixel)] > 127 ? 1 : 0)) }));
}

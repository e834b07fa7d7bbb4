import type { RgbImage } from '../ports/media.js';
import { resizedMask, type Mask } from './mask.js';

/** Colour of what is drawn, and how much of it lies over the frame. */
const overlay = { colour: [255, 0, 140], share: 0.7 } as const;

/** A frame in grey with what is drawn over it in colour; pale where there is no mask to show. */
export function maskedFrame(frame: RgbImage, mask: Mask | undefined): RgbImage {
  const data = new Uint8Array(frame.data.length);
  const drawn = mask === undefined ? undefined : resizedMask(mask, frame.width, frame.height).data;
  for (let pixel = 0; pixel < frame.width * frame.height; pixel++) {
    const [red, green, blue] = frame.data.subarray(3 * pixel, 3 * pixel + 3);
    const grey = (red + green + blue) / 3;
    for (let channel = 0; channel < 3; channel++) {
      if (drawn === undefined) data[3 * pixel + channel] = 191 + grey / 4;
      else data[3 * pixel + channel] = drawn[pixel] === 1 ? (1 - overlay.share) * grey + overlay.share * overlay.colour[channel] : grey;
    }
  }
  return { width: frame.width, height: frame.height, data };
}

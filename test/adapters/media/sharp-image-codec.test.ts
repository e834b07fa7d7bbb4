import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { createSharpImageCodec } from '../../../src/adapters/media/sharp-image-codec.js';
import { aFrame, largestDifference } from '../../suites/media/clips.js';

const codec = createSharpImageCodec();

describe('sharp image codec', () => {
  it('gives back every byte of a PNG', async () => {
    const image = aFrame(3, 17, 5);
    expect(await codec.decode(await codec.encodePng(image), 'a.png')).toEqual(image);
  });

  it('keeps a smooth picture in a JPEG of quality 95 to within 8 levels', async () => {
    const image = aFrame(3, 32, 16);
    const decoded = await codec.decode(await codec.encodeJpeg(image, 95), 'a.jpg');
    expect(decoded).toMatchObject({ width: 32, height: 16 });
    // Quantisation and chroma subsampling at this quality; wrong channels or rows would differ by over 50.
    expect(largestDifference(decoded.data, image.data)).toBeLessThan(8);
  });

  it('writes smaller files at lower quality', async () => {
    const image = aFrame(0, 64, 64);
    expect((await codec.encodeJpeg(image, 20)).length).toBeLessThan((await codec.encodeJpeg(image, 95)).length);
  });

  it.each([
    ['grey', [10, 200], 1, [10, 10, 10, 200, 200, 200]],
    ['transparent', [9, 8, 7, 0, 6, 5, 4, 255], 4, [9, 8, 7, 6, 5, 4]],
  ] as const)('reads a %s picture as RGB', async (_, pixels, channels, expected) => {
    const bytes = await sharp(Buffer.from(pixels), { raw: { width: 2, height: 1, channels } }).png().toBuffer();
    expect([...(await codec.decode(bytes, 'a.png')).data]).toEqual(expected);
  });

  it('names the picture and the kind of fault for bytes that are no picture, cut pictures and no bytes', async () => {
    const png = await codec.encodePng(aFrame(0, 64, 64));
    const fault = (kind: string): unknown => expect.objectContaining({ name: 'MediaFault', kind, path: 'frame 7' });
    await expect(codec.decode(new Uint8Array(100), 'frame 7')).rejects.toEqual(fault('unreadable'));
    await expect(codec.decode(png.subarray(0, png.length / 2), 'frame 7')).rejects.toEqual(fault('unreadable'));
    await expect(codec.decode(new Uint8Array(0), 'frame 7')).rejects.toEqual(fault('empty'));
  });

  it('refuses a small file that unfolds to more pixels than the bound', async () => {
    const huge = '<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="20000"><rect width="1" height="1"/></svg>';
    await expect(codec.decode(new TextEncoder().encode(huge), 'huge.svg')).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

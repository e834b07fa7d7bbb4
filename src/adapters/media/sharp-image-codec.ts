import sharp, { type Sharp } from 'sharp';
import { MediaFault, type ImageCodec, type RgbImage } from '../../domain/ports/media.js';

/** A picture with more pixels than this (16,384 × 16,384) is refused before memory is taken for it. */
const mostPixels = 2 ** 28;

/** Writes and reads pictures with libvips. Transparency is dropped and EXIF orientation ignored, as the published pipelines do. */
export const createSharpImageCodec = (): ImageCodec => ({
  encodeJpeg: async (image, quality) => toBytes(await raw(image).jpeg({ quality }).toBuffer()),
  encodePng: async (image) => toBytes(await raw(image).png().toBuffer()),
  decode: async (bytes, name) => {
    if (bytes.length === 0) throw new MediaFault('empty', name, 'the picture has no bytes');
    try {
      const picture = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' });
      const { data, info } = await picture.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
      return { width: info.width, height: info.height, data: toBytes(data) };
    } catch (error) {
      throw new MediaFault('unreadable', name, error instanceof Error ? error.message : String(error));
    }
  },
});

const raw = ({ width, height, data }: RgbImage): Sharp => sharp(data, { raw: { width, height, channels: 3 } });

/** A plain array of its own: Node's small buffers share one memory block. */
const toBytes = (buffer: Buffer): Uint8Array => new Uint8Array(buffer);

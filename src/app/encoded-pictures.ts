import type { ImageCodec, RgbImage } from '../domain/ports/media.js';
import type { EncodedPicture, ReportPart, ReportSection } from '../domain/ports/report-section.js';
import type { Services } from './services.js';

/** Sections with their pictures as PNG files. */
export const withEncodedPictures = (sections: readonly ReportSection[], services: Pick<Services, 'images'>): Promise<ReportSection<EncodedPicture>[]> =>
  Promise.all(sections.map(async ({ title, parts }) => ({ title, parts: await Promise.all(parts.map((part) => encodedPart(part, services))) })));

async function encodedPart(part: ReportPart, services: Pick<Services, 'images'>): Promise<ReportPart<EncodedPicture>> {
  if (part.kind !== 'pictures') return part;
  const codec = await services.images();
  const rows = await Promise.all(part.rows.map(async ({ name, pictures }) => ({ name, pictures: await Promise.all(pictures.map((picture) => encoded(picture, codec))) })));
  return { ...part, rows };
}

const encoded = async (picture: RgbImage, codec: ImageCodec): Promise<EncodedPicture> => ({ width: picture.width, height: picture.height, mediaType: 'image/png', bytes: await codec.encodePng(picture) });

import type { EncodedPicture } from '../../../../domain/ports/report-section.js';
import { dataUri } from '../data-uri.js';
import { html, type Html } from '../html-template.js';

/** Frames smaller than this are enlarged in the report: their pixels are shown as they are. */
const enlargedBelowPixels = 100;

/** A frame that other pictures can show again by its id without a second copy of its bytes. */
export const framePicture = (id: string, { width, height, mediaType, bytes }: EncodedPicture, label: string): Html =>
  html`<svg role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}"${sharpness(width)}><image id="${id}" width="${width}" height="${height}" href="${dataUri(mediaType, bytes)}"/></svg>`;

/** A picture that nothing else shows. */
export const pictureAlone = ({ width, height, mediaType, bytes }: EncodedPicture, label: string): Html =>
  html`<svg role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}"${sharpness(width)}><image width="${width}" height="${height}" href="${dataUri(mediaType, bytes)}"/></svg>`;

/** The same frame in grey under a small picture stretched over it. */
export const frameUnderAttention = (id: string, { width, height }: EncodedPicture, attention: string, label: string): Html =>
  html`<svg role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}"${sharpness(width)}><use class="grey" href="#${id}"/><image class="attention" width="${width}" height="${height}" preserveAspectRatio="none" href="${attention}"/></svg>`;

const sharpness = (width: number): Html | undefined => (width < enlargedBelowPixels ? html` class="pixelated"` : undefined);

import { html, trustedMarkup, type Html } from '../html-template.js';
import { fixed } from '../number-text.js';

const width = 400;
const height = 40;

/** The largest absolute sample, 0 for no samples. */
export const peakOf = (waveform: Float32Array): number => waveform.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);

/** The envelope (lowest and highest sample per pixel column), scaled to the clip's peak. */
export function waveformPicture(waveform: Float32Array): Html {
  const peak = peakOf(waveform);
  if (peak === 0) return html`no sound`;
  const columns = Math.min(width, waveform.length);
  const level = (sample: number): string => ((height / 2) * (1 - sample / peak)).toFixed(1);
  const edges = Array.from({ length: columns }, (_, column) => {
    const part = waveform.subarray(Math.floor((column * waveform.length) / columns), Math.floor(((column + 1) * waveform.length) / columns));
    const x = ((column * width) / columns).toFixed(0);
    return { high: `${x} ${level(part.reduce((a, b) => Math.max(a, b), -peak))}`, low: `${x} ${level(part.reduce((a, b) => Math.min(a, b), peak))}` };
  });
  const outline = `M${edges.map(({ high }) => high).join('L')}L${edges.map(({ low }) => low).reverse().join('L')}Z`;
  return html`<svg class="wave" role="img" aria-label="Waveform, peak ${fixed(peak, 2)} of full scale" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none"><path d="${trustedMarkup(outline)}" fill="var(--series-1)" stroke="var(--series-1)" stroke-width=".5"/></svg>`;
}

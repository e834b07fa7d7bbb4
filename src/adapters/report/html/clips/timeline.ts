import type { ExampleClip, ReportExamples } from '../../../../domain/ports/report.js';
import { className, classStyle } from '../class-colours.js';
import { html, type Html } from '../html-template.js';
import { fixed, percentLength } from '../number-text.js';
import { scrolling } from '../table.js';
import { attentionPictures, type AttentionPictures } from './attention.js';
import { framePicture, frameUnderAttention } from './frame-picture.js';
import { segmentRuns } from './segment-runs.js';
import { peakOf, waveformPicture } from './waveform.js';

/** Wide enough that a 64-pixel frame is shown larger than it is. */
const leastColumnPixels = 98;

type Names = Pick<ReportExamples, 'classes' | 'segmentSeconds'>;

/** Everything about a clip over its seconds: frames, attention, sound, truth, prediction, event probability. One column a segment. */
export async function timeline(key: string, clip: ExampleClip, { classes, segmentSeconds }: Names): Promise<Html> {
  const { truth, prediction, frames, waveform } = clip;
  const attention = prediction.visualAttention === undefined ? undefined : await attentionPictures(prediction.visualAttention);
  const starts = truth.map((_, segment) => Number((segment * segmentSeconds).toFixed(2)));
  const cells = (draw: (segment: number) => Html): Html[] => truth.map((_, segment) => draw(segment));
  const frameId = (segment: number): string => `${key}-frame-${segment}`;
  const row = (name: Html | string, content: readonly Html[]): Html => html`<tr><th scope="row">${name}</th>${content}</tr>\n`;
  const picture = (segment: number): Html => (frames[segment] === undefined ? html`<td>no frame</td>` : html`<td>${framePicture(frameId(segment), frames[segment], `frame at ${starts[segment]} s`)}</td>`);
  const attended = (pictures: AttentionPictures, segment: number): Html =>
    frames[segment] === undefined || pictures.pictures[segment] === undefined ? html`<td>–</td>` : html`<td>${frameUnderAttention(frameId(segment), frames[segment], pictures.pictures[segment], `attention at ${starts[segment]} s`)}</td>`;
  const body = html`<table class="timeline" style="min-width:${100 + truth.length * leastColumnPixels}px">
<thead><tr><th scope="row">time, s</th>${starts.map((start) => html`<th scope="col">${start}</th>`)}</tr></thead>
<tbody>${row('frames', cells(picture))}
${attention === undefined ? undefined : row('attention', cells((segment) => attended(attention, segment)))}
${row(html`sound, peak ${fixed(peakOf(waveform), 2)}`, [html`<td colspan="${truth.length}">${waveformPicture(waveform)}</td>`])}
${row('true', blocks(truth, classes))}
${row('predicted', blocks(prediction.segmentClasses, classes))}
${row('right?', cells((segment) => (prediction.segmentClasses[segment] === truth[segment] ? html`<td class="right">✓ right</td>` : html`<td class="wrong">✗ wrong</td>`)))}
${row('event probability, line at 0.5', cells((segment) => chance(prediction.eventProbabilities[segment])))}
</tbody></table>`;
  return html`${scrolling(`${prediction.id} over time`, body)}${attention === undefined ? undefined : attentionKey(attention)}`;
}

/** Neighbouring segments of one class as one block with the name of the class. */
const blocks = (labels: readonly number[], classes: readonly string[]): Html[] =>
  segmentRuns(labels).map(({ label, length }) => html`<td colspan="${length}" class="${classStyle(label, classes.length)}">${className(label, classes)}</td>`);

/** As {@link blocks}, with nothing where there is no class. */
export const laneBlocks = (labels: readonly number[], classes: readonly string[]): Html[] =>
  segmentRuns(labels).map(({ label, length }) => (label < classes.length ? html`<td colspan="${length}" class="${classStyle(label, classes.length)}">${className(label, classes)}</td>` : html`<td colspan="${length}"></td>`));

const chance = (probability: number | undefined): Html =>
  html`<td><span class="chance"><span style="height:${percentLength(probability ?? 0)}"></span><b>${fixed(probability, 2)}</b></span></td>`;

function attentionKey({ lowest, highest }: AttentionPictures): Html {
  if (!(highest > lowest)) return html`<p class="reading">The attention is the same everywhere (${lowest.toPrecision(3)}).</p>`;
  return html`<p class="reading">Audio-guided attention over the picture: <span class="attention-scale"></span> lowest ${lowest.toPrecision(3)} to highest ${highest.toPrecision(3)}. The contrast is stretched between these two for this clip; frames below it are shown in grey.</p>`;
}

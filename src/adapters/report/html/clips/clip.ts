import type { ExampleClip, ReportDataset, ReportExamples } from '../../../../domain/ports/report.js';
import { className } from '../class-colours.js';
import { numbersBelow, renderedMark } from '../figure.js';
import { html, type Html } from '../html-template.js';
import { counted, fixed } from '../number-text.js';
import { scrolling, table } from '../table.js';
import { runsInWords } from './segment-runs.js';
import { soundPlayer } from './sound-player.js';
import { timeline } from './timeline.js';
import { topClasses } from './top-classes.js';

export interface ClipPlace {
  /** Unique in the page, letters, digits and dashes. */
  readonly key: string;
  readonly group: 'worst' | 'typical';
  readonly open: boolean;
  readonly withPlayer: boolean;
}

/** One clip, folded under a line that says what happened to it. */
export async function clipFigure(clip: ExampleClip, { key, group, open, withPlayer }: ClipPlace, { classes, segmentSeconds }: ReportExamples, dataset: ReportDataset): Promise<Html> {
  const { prediction, truth, waveform, sampleRateHz } = clip;
  const { id, segmentClasses, classProbabilities } = prediction;
  const right = truth.filter((label, segment) => label === segmentClasses[segment]).length;
  const player = withPlayer && waveform.length > 0 ? soundPlayer(`Sound of ${id}`, waveform, sampleRateHz) : undefined;
  const told = (labels: readonly number[]): string => runsInWords(labels, classes, segmentSeconds);
  return html`<details class="clip" id="${key}"${open ? html` open` : undefined}><summary><h4><bdi>${id}</bdi>: ${right} of ${counted(truth.length, 'segment')} right</h4> ${renderedMark(dataset)}
<span class="context">true: ${told(truth)} · predicted: ${told(segmentClasses)}</span></summary>
<div>${await timeline(key, clip, { classes, segmentSeconds })}
${player}
${scrolling(`Likeliest classes of ${id}`, topClasses(classProbabilities, truth, classes))}
${numbersBelow(segmentTable(clip, classes, segmentSeconds), `clips.${group}`)}</div></details>
`;
}

function segmentTable({ truth, prediction }: ExampleClip, classes: readonly string[], segmentSeconds: number): Html {
  const columns = [{ title: 'from, s', numeric: true }, { title: 'true' }, { title: 'predicted' }, { title: 'event probability', numeric: true }];
  const rows = truth.map((label, segment) => [
    fixed(segment * segmentSeconds, 1),
    className(label, classes),
    className(prediction.segmentClasses[segment], classes),
    fixed(prediction.eventProbabilities[segment], 4),
  ]);
  return table('Segments', columns, rows);
}

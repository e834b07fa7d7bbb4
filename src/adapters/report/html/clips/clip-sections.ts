import type { ExampleClip, ReportDataset, ReportExamples } from '../../../../domain/ports/report.js';
import { section } from '../figure.js';
import { html, type Html } from '../html-template.js';
import { counted } from '../number-text.js';
import { clipFigure, type ClipPlace } from './clip.js';

/** Clips of a group that are unfolded and that can be heard: sound is the heaviest part of a report. */
const unfolded = 2;
const heard = 3;

/** The clips that the caller chose, worst ones first. */
export async function clipSections(examples: ReportExamples, dataset: ReportDataset): Promise<Html> {
  const group = async (name: ClipPlace['group'], clips: readonly ExampleClip[]): Promise<Html | undefined> => {
    if (clips.length === 0) return undefined;
    const places = clips.map((_, index) => ({ key: `clip-${name}-${index + 1}`, group: name, open: index < unfolded, withPlayer: index < heard }));
    const figures = await Promise.all(clips.map((clip, index) => clipFigure(clip, places[index], examples, dataset)));
    return html`<h3>${groupHeading(name, clips)}</h3>\n${figures}`;
  };
  const [worst, typical] = [await group('worst', examples.worst), await group('typical', examples.typical)];
  if (worst === undefined && typical === undefined) return section('clips', 'No clip to look at', html`<p>No clip was chosen for this report.</p>`);
  return section('clips', heading(examples), html`${worst}${typical}`);
}

const rightShare = (clips: readonly ExampleClip[]): { right: number; all: number } => ({
  right: clips.reduce((sum, { truth, prediction }) => sum + truth.filter((label, segment) => label === prediction.segmentClasses[segment]).length, 0),
  all: clips.reduce((sum, { truth }) => sum + truth.length, 0),
});

const inWords = (clips: readonly ExampleClip[]): string => `${rightShare(clips).right} of ${counted(rightShare(clips).all, 'segment')}`;

function heading({ worst, typical }: ReportExamples): string {
  if (typical.length === 0) return `The worst clips have ${inWords(worst)} right`;
  if (worst.length === 0) return `Typical clips have ${inWords(typical)} right`;
  return `Typical clips have ${inWords(typical)} right, the worst ones ${inWords(worst)}`;
}

const groupHeading = (name: ClipPlace['group'], clips: readonly ExampleClip[]): string =>
  name === 'worst' ? `${counted(clips.length, 'worst clip')}, fewest right segments first` : `${counted(clips.length, 'typical clip')}`;

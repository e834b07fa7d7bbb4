import { z } from 'zod';
import type { GeneratedAnnotation, LabelledSpan } from '../../contract/index.js';
import { parseJsonLines, textField } from './json-lines.js';
import { backgroundLabel, sceneClasses } from './render/classes.js';
import { midDesign } from './render/design.js';
import type { ModalityEvent, SceneLabels } from './render/labels.js';

/** What a line says of a clip. */
export interface ScenesClip {
  readonly line: number;
  readonly media: string;
  readonly split: string;
  readonly segmentLabels: readonly number[];
  /** What is heard, and seen; absent in files of the first version, as all that follows. */
  readonly audible?: readonly LabelledSpan[];
  readonly visible?: readonly LabelledSpan[];
  /** There is a mask a second. */
  readonly masks: boolean;
  readonly questions: readonly SceneRowQuestion[];
}

export interface SceneRowQuestion {
  readonly modality: string;
  readonly kind: string;
  readonly template: string;
  readonly text: string;
  readonly answer: string;
}

/** One line of the annotation file: a clip, or what is wrong with the line, naming the field. */
export type ScenesRow =
  | ScenesClip
  | { readonly line: number; readonly media: string; readonly split: string; readonly fault: string };

export const scenesSplits = ['train', 'val', 'test'] as const;

const background = 'background';
const segmentNames = [...sceneClasses.map(({ name }) => name), background];

const second = z.number().int().min(0).max(midDesign.seconds);
const spans = z.array(z.object({ class: z.enum(sceneClasses.map(({ name }) => name)), start: second, end: second })).optional();

/** The fields that are read; others may stand beside them. */
const rowFields = z.looseObject({
  media: z.string().regex(/^[\w-]+$/, 'expected a file name of letters, digits, _ and -'),
  split: z.enum(scenesSplits),
  segments: z.array(z.enum(segmentNames)).length(midDesign.seconds),
  audible: spans,
  visible: spans,
  masks: z.boolean().optional(),
  questions: z.array(z.object({ modality: z.string(), kind: z.string(), template: z.string(), text: z.string(), answer: z.string() })).optional(),
});

/** Reads the annotation file: JSON lines in any line ending; empty lines are skipped. */
export function parseScenesRows(text: string): ScenesRow[] {
  return parseJsonLines(text, rowFields).map((parsed) => {
    const { line } = parsed;
    if ('fault' in parsed) return { line, media: textField(parsed.value, 'media'), split: textField(parsed.value, 'split'), fault: parsed.fault };
    const { media, split, segments, audible, visible, masks = false, questions = [] } = parsed.row;
    return { line, media, split, segmentLabels: segments.map((name) => segmentNames.indexOf(name)), ...(audible && { audible: audible.map(spanOf) }), ...(visible && { visible: visible.map(spanOf) }), masks, questions };
  });
}

const spanOf = ({ class: name, start, end }: { class: string; start: number; end: number }): LabelledSpan => [segmentNames.indexOf(name), start, end];

/** The annotation file's text: everything the renderer knows of each clip; masks are pictures beside it. */
export function writeScenesRows(clips: readonly GeneratedAnnotation[]): string {
  return clips.map(({ mediaName, split, labels }) => `${JSON.stringify({ media: mediaName, split, ...namedLabels(labels as SceneLabels) })}\n`).join('');
}

/** Classes by name, so that people and other programs can read the file. */
function namedLabels({ segments, audibleEvents, visibleEvents, questions }: SceneLabels) {
  return {
    segments: segments.map((label) => (label === backgroundLabel ? background : sceneClasses[label].name)),
    audible: audibleEvents.map(namedEvent),
    visible: visibleEvents.map(namedEvent),
    masks: true,
    questions,
  };
}

const namedEvent = ({ classIndex, start, end }: ModalityEvent) => ({ class: sceneClasses[classIndex].name, start, end });

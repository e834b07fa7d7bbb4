import { z } from 'zod';
import type { GeneratedAnnotation } from '../../contract/index.js';
import { backgroundLabel, sceneClasses } from './render/classes.js';
import { midDesign } from './render/design.js';
import type { ModalityEvent, SceneLabels } from './render/labels.js';

/** One line of the annotation file: a clip with its class per second, or what is wrong with the line, naming the field. */
export type ScenesRow =
  | { readonly line: number; readonly media: string; readonly split: string; readonly segmentLabels: readonly number[] }
  | { readonly line: number; readonly media: string; readonly split: string; readonly fault: string };

export const scenesSplits = ['train', 'val', 'test'] as const;

const background = 'background';
const segmentNames = [...sceneClasses.map(({ name }) => name), background];

/** The fields that every task needs; the labels of the other tasks stand beside them. */
const rowFields = z.looseObject({
  media: z.string().regex(/^[\w-]+$/, 'expected a file name of letters, digits, _ and -'),
  split: z.enum(scenesSplits),
  segments: z.array(z.enum(segmentNames)).length(midDesign.seconds),
});

/** Reads the annotation file: JSON lines in any line ending; empty lines are skipped. */
export function parseScenesRows(text: string): ScenesRow[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ content: content.trim(), line: index + 1 }))
    .filter(({ content }) => content !== '')
    .map(({ content, line }) => parseRow(content, line));
}

function parseRow(content: string, line: number): ScenesRow {
  const value = parseJson(content);
  if (value === undefined) return { line, media: '', split: '', fault: 'The line is not JSON.' };
  const row = rowFields.safeParse(value);
  if (!row.success) {
    const [{ path, message }] = row.error.issues;
    return { line, media: textOf(value, 'media'), split: textOf(value, 'split'), fault: `Field ${fieldName(path)}: ${message}.` };
  }
  const { media, split, segments } = row.data;
  return { line, media, split, segmentLabels: segments.map((name) => segmentNames.indexOf(name)) };
}

/** `undefined` stands for text that is no JSON: no JSON text has that value. */
function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function textOf(value: unknown, key: string): string {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof text === 'string' ? text : '';
}

/** `['segments', 3]` → `segments[3]`. */
function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(the whole line)';
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : String(key))).join('');
}

/** The annotation file's text: everything the renderer knows of each clip, but for masks. */
export function writeScenesRows(clips: readonly GeneratedAnnotation[]): string {
  return clips.map(({ mediaName, split, labels }) => `${JSON.stringify({ media: mediaName, split, ...namedLabels(labels as SceneLabels) })}\n`).join('');
}

/** Classes by name, so that people and other programs can read the file. */
function namedLabels({ segments, audibleEvents, visibleEvents, questions }: SceneLabels) {
  return {
    segments: segments.map((label) => (label === backgroundLabel ? background : sceneClasses[label].name)),
    audible: audibleEvents.map(namedEvent),
    visible: visibleEvents.map(namedEvent),
    questions,
  };
}

const namedEvent = ({ classIndex, start, end }: ModalityEvent) => ({ class: sceneClasses[classIndex].name, start, end });

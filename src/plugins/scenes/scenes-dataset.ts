import { AvtoolError } from '../../contract/index.js';
import type { AnnotationFiles, ClipRecord, DatasetDefinition, ParsedDataset } from '../../contract/index.js';
import { sceneClasses } from './render/classes.js';
import { midDesign } from './render/design.js';
import { maskFiles, scenesGenerator, scenesRateHz, scenesFrameSize, annotationFile } from './scenes-generator.js';
import { parseScenesRows, scenesSplits, type ScenesRow } from './scenes-row.js';

/** Clips that avtool renders itself: nobody has to collect anything, and every label is known. */
export const scenesDataset: DatasetDefinition = {
  name: 'scenes',
  title: 'Rendered scenes (avtool)',
  citation: 'Rendered by avtool from a seed; not recorded video. Say so where numbers on it are shown.',
  obtaining: 'avtool scenes:render --data FOLDER renders it.',
  classes: sceneClasses.map(({ name }) => name),
  segments: midDesign.seconds,
  segmentSeconds: 1,
  splits: scenesSplits,
  preparation: { sampleRateHz: scenesRateHz, frameFormat: 'png', maxFrameSide: scenesFrameSize },
  annotationFiles: [annotationFile],
  mediaFolders: ['clips'],
  parse: parseScenes,
  generator: scenesGenerator,
};

function parseScenes(files: AnnotationFiles): ParsedDataset {
  const rows = parseScenesRows(files.get(annotationFile) ?? '');
  if (rows.length === 0) {
    throw new AvtoolError({ code: 'SCENES_EMPTY', message: 'The annotation file holds no clips.', where: annotationFile, fix: scenesDataset.obtaining, exitCode: 2 });
  }
  const seen = new Map<string, string>();
  return { records: rows.map((row) => recordOf(row, seen)), notices: [] };
}

/** @param seen where each media name stands so far */
function recordOf(row: ScenesRow, seen: Map<string, string>): ClipRecord {
  const { media: mediaName, split } = row;
  const where = `${annotationFile} line ${row.line}`;
  const faulty = (fault: string): ClipRecord => ({ id: where.replace(/\W+/g, '-'), split, where, mediaName, segmentLabels: undefined, fault });
  if ('fault' in row) return faulty(row.fault);
  const earlier = seen.get(mediaName);
  if (earlier !== undefined) return faulty(`Field media: ${mediaName} stands already in ${earlier}.`);
  seen.set(mediaName, where);
  const { segmentLabels, audible, visible, masks } = row;
  return { id: mediaName, split, where, mediaName, segmentLabels, ...(audible && visible && { labels: { audible, visible } }), ...(masks && { maskFiles: maskFiles(mediaName) }) };
}

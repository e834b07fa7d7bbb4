import { csvRecords } from '../../contract/csv.js';
import { AvtoolError, nearest } from '../../contract/index.js';
import type { AnnotationFiles, ClipRecord, DatasetDefinition, ParsedDataset } from '../../contract/index.js';
import { avsbenchClasses } from './avsbench-classes.js';

const segments = 5;
const splits = ['train', 'val', 'test'] as const;

const shared = {
  citation: 'Zhou, Wang, Zhang et al.: Audio-Visual Segmentation. ECCV 2022.',
  obtaining: 'AVSBench-object is handed out on request: github.com/OpenNLPLab/AVSBench. Excerpts of VGG-Sound and YouTube, under the terms of the request form.',
  segments,
  segmentSeconds: 1,
  splits,
  preparation: { sampleRateHz: 32_000, frameFormat: 'png', maxFrameSide: 224 },
  mediaFolders: ['.'],
} as const;

/** AVSBench S4 as its authors hand it out: one source a clip; training clips have a mask on their first frame alone. */
export const avsDataset: DatasetDefinition = {
  ...shared,
  name: 'avs',
  title: 'AVSBench S4 (Zhou et al. 2022)',
  classes: avsbenchClasses,
  annotationFiles: ['Single-source/s4_meta_data.csv'],
  parse: (files) =>
    parse(files, 'Single-source/s4_meta_data.csv', (name, split, category) => {
      const index = avsbenchClasses.indexOf(category);
      if (index === -1) return `Field category: "${category}" is unknown${nearestText(category)}.`;
      const folder = (kind: string): string => `Single-source/s4_data/${kind}/${split}/${category}`;
      return {
        parts: { frames: numbered((k) => `${folder('visual_frames')}/${name}/${name}_${k}.png`), sound: `${folder('audio_wav')}/${name}.wav` },
        maskFiles: numbered((k) => (split === 'train' && k > 1 ? null : `${folder('gt_masks')}/${name}/${name}_${k}.png`)),
        labels: { classes: [index] },
      };
    }),
};

/** AVSBench MS3: several sources, a mask on every frame, no categories. */
export const avsMs3Dataset: DatasetDefinition = {
  ...shared,
  name: 'avs-ms3',
  title: 'AVSBench MS3 (Zhou et al. 2022)',
  classes: ['sounding'],
  annotationFiles: ['Multi-sources/ms3_meta_data.csv'],
  parse: (files) =>
    parse(files, 'Multi-sources/ms3_meta_data.csv', (name, split) => ({
      // The ".mp4" is part of the frames' names.
      parts: { frames: numbered((k) => `Multi-sources/ms3_data/visual_frames/${name}/${name}.mp4_${k}.png`), sound: `Multi-sources/ms3_data/audio_wav/${split}/${name}.wav` },
      maskFiles: numbered((k) => `Multi-sources/ms3_data/gt_masks/${split}/${name}/${name}_${k}.png`),
    })),
};

const numbered = <T>(of: (number: number) => T): T[] => Array.from({ length: segments }, (_, k) => of(k + 1));

type Files = Pick<ClipRecord, 'parts' | 'maskFiles' | 'labels'>;

/** @param filesOf what belongs to a row, or its fault @throws AvtoolError AVS_HEADER naming the file and the column */
function parse(files: AnnotationFiles, file: string, filesOf: (name: string, split: string, category: string) => Files | string): ParsedDataset {
  const [header, ...rows] = csvRecords(files.get(file) ?? '', { name: file, fault: { code: 'AVS_CSV', fix: 'Use the published list.' } });
  const columns = (header?.fields ?? []).map((field) => field.trim());
  const [splitAt, categoryAt] = [columns.indexOf('split'), columns.indexOf('category')];
  if (splitAt === -1) throw new AvtoolError({ code: 'AVS_HEADER', message: 'The list has no column "split".', where: `${file} line 1`, fix: 'Use the published list.', exitCode: 2 });
  const seen = new Map<string, string>();
  const records = rows.map(({ line, fields }): ClipRecord => {
    const [name = '', split = '', category = ''] = [fields[0], fields[splitAt], fields[categoryAt]].map((field) => field?.trim());
    const where = `${file} line ${line}`;
    const faulty = (fault: string): ClipRecord => ({ id: where.replace(/\W+/g, '-'), split: splits.find((known) => known === split) ?? 'train', where, mediaName: name, segmentLabels: undefined, fault });
    if (!/^[\w-]+$/.test(name)) return faulty('Field 1: expected a video name of letters, digits, _ and -.');
    if (!splits.some((known) => known === split)) return faulty(`Field split: "${split}" is none of ${splits.join(', ')}.`);
    const earlier = seen.get(name);
    if (earlier !== undefined) return faulty(`The video stands already in ${earlier}.`);
    seen.set(name, where);
    const found = filesOf(name, split, category);
    return typeof found === 'string' ? faulty(found) : { id: name, split, where, mediaName: name, segmentLabels: [], ...found };
  });
  return { records, notices: [] };
}

function nearestText(category: string): string {
  const close = nearest(category, avsbenchClasses);
  return close.length > 0 ? `; nearest: ${close.join(' or ')}` : '';
}

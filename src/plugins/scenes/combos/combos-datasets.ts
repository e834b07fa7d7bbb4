import { z } from 'zod';
import { AvtoolError } from '../../../contract/index.js';
import type { AnnotationFiles, ClipGenerator, ClipRecord, DatasetDefinition, GeneratedAnnotation, ParsedDataset } from '../../../contract/index.js';
import { parseJsonLines, textField, type JsonLine } from '../json-lines.js';
import { renderFrame } from '../render/frames.js';
import { renderWaveform } from '../render/waveform.js';
import { scenesFrameSize, scenesFramesPerSecond, scenesRateHz } from '../scenes-generator.js';
import { comboDesign, comboScript } from './combo-script.js';
import { seenCombos, unseenCombos, type Combo } from './combos.js';

const annotationFile = 'annotations.jsonl';
const splits = ['train', 'val', 'test'] as const;

/** Rendered clips whose classes have compositional names, in the combinations that encoders and modules may be trained on. */
export const seenCombosDataset = combosDataset('scenes-combos', 'Rendered scenes with compositional names (avtool)', seenCombos);

/** The same in combinations that no training has seen: only whoever understands the words of a name can say it. */
export const unseenCombosDataset = combosDataset('scenes-combos-unseen', 'Rendered scenes with unseen compositional names (avtool)', unseenCombos);

function combosDataset(name: string, title: string, combos: readonly Combo[]): DatasetDefinition {
  const classes = combos.map((combo) => combo.name);
  const obtaining = `avtool scenes:render --dataset ${name} --data FOLDER renders it.`;
  return {
    name,
    title,
    citation: 'Rendered by avtool from a seed; not recorded video. Say so where numbers on it are shown.',
    obtaining,
    classes,
    segments: comboDesign.seconds,
    segmentSeconds: 1,
    splits,
    preparation: { sampleRateHz: scenesRateHz, frameFormat: 'png', maxFrameSide: scenesFrameSize },
    annotationFiles: [annotationFile],
    mediaFolders: ['clips'],
    parse: (files) => parseCombos(files, classes, obtaining),
    generator: combosGenerator(combos),
  };
}

function combosGenerator(combos: readonly Combo[]): ClipGenerator {
  return {
    render(random, split, index) {
      const script = comboScript(random, combos);
      const mediaName = `${split}-${String(index).padStart(5, '0')}`;
      const count = script.design.seconds * scenesFramesPerSecond;
      return {
        mediaName,
        framesPerSecond: scenesFramesPerSecond,
        sampleRateHz: scenesRateHz,
        frames: (function* () {
          for (let frame = 0; frame < count; frame++) yield renderFrame(script, frame / scenesFramesPerSecond, scenesFrameSize);
        })(),
        waveform: renderWaveform(script, scenesRateHz),
        annotation: { split, mediaName, labels: script.combo.name },
      };
    },
    annotate: (clips) => new Map([[annotationFile, clips.map(lineOf).join('')]]),
  };
}

const lineOf = ({ mediaName, split, labels }: GeneratedAnnotation): string => `${JSON.stringify({ media: mediaName, split, class: labels })}\n`;

function parseCombos(files: AnnotationFiles, classes: readonly string[], obtaining: string): ParsedDataset {
  const fields = z.looseObject({
    media: z.string().regex(/^[\w-]+$/, 'expected a file name of letters, digits, _ and -'),
    split: z.enum(splits),
    class: z.enum(classes),
  });
  const lines = parseJsonLines(files.get(annotationFile) ?? '', fields);
  if (lines.length === 0) throw new AvtoolError({ code: 'SCENES_EMPTY', message: 'The annotation file holds no clips.', where: annotationFile, fix: obtaining, exitCode: 2 });
  const seen = new Map<string, string>();
  return { records: lines.map((line) => recordOf(line, classes, seen)), notices: [] };
}

/** @param seen where each media name stands so far */
function recordOf(parsed: JsonLine<{ readonly media: string; readonly split: string; readonly class: string }>, classes: readonly string[], seen: Map<string, string>): ClipRecord {
  const where = `${annotationFile} line ${parsed.line}`;
  const faulty = (mediaName: string, split: string, fault: string): ClipRecord => ({ id: where.replace(/\W+/g, '-'), split, where, mediaName, segmentLabels: undefined, fault });
  if ('fault' in parsed) return faulty(textField(parsed.value, 'media'), textField(parsed.value, 'split'), parsed.fault);
  const { media, split, class: name } = parsed.row;
  const earlier = seen.get(media);
  if (earlier !== undefined) return faulty(media, split, `Field media: ${media} stands already in ${earlier}.`);
  seen.set(media, where);
  return { id: media, split, where, mediaName: media, segmentLabels: Array.from({ length: comboDesign.seconds }, () => classes.indexOf(name)) };
}

import type { Random } from '../ports/random.js';
import type { ClipLabels } from './clip-labels.js';
import type { Mask } from './mask.js';

/** How a data set's media are stored in the clip cache. */
export interface PreparationDefaults {
  readonly sampleRateHz: number;
  readonly frameFormat: 'jpeg' | 'png';
  /** Longest side of a stored frame, pixels. */
  readonly maxFrameSide: number;
  /** `whole-file`: the segments are single seconds spread evenly from the start of a file to its end, instead of its beginning in a row. */
  readonly spread?: 'whole-file';
}

/** One row of the published annotation: the unit of preparation, training and evaluation. */
export interface ClipRecord {
  /** Unique in the data set, stable over runs. */
  readonly id: string;
  readonly split: string;
  /** Where in the annotation the row stands, for messages, e.g. `trainSet.txt line 214`. */
  readonly where: string;
  /** File name without extension, looked for under the media folder with any known extension. */
  readonly mediaName: string;
  /** Other names that the file may have, looked for after that one. */
  readonly alsoCalled?: readonly string[];
  /** The file itself, relative to the data folder and with `/`, where the annotation names files: the media folders are not searched then. */
  readonly mediaFile?: string;
  /** Frames, one a segment, and sound as files of their own, relative to the data folder and with `/`, where a data set has no videos. */
  readonly parts?: { readonly frames: readonly string[]; readonly sound: string };
  /** Pictures that draw what sounds, one a segment, relative to the data folder and with `/`; `null` for a segment without one. Bright pixels are drawn. */
  readonly maskFiles?: readonly (string | null)[];
  /** Class index per segment; the number of classes stands for background. Empty where the data set gives no single class per segment, absent when the annotation is faulty. */
  readonly segmentLabels: readonly number[] | undefined;
  /** What else the annotation says. */
  readonly labels?: ClipLabels;
  /** Why the row cannot be used (state `bad-annotation`), in one sentence. */
  readonly fault?: string;
}

/** Text files of an annotation by name, as the data set asked for them. */
export type AnnotationFiles = ReadonlyMap<string, string>;

export interface ParsedDataset {
  readonly records: readonly ClipRecord[];
  /** Oddities worth a line to the user (shared ids across splits, zero-length events …). */
  readonly notices: readonly string[];
  /** The class list, from data sets whose definition says `from-annotations`. */
  readonly classes?: readonly string[];
}

/** A data set as a plugin declares it: plain data plus pure functions; the host does all reading and writing. */
export interface DatasetDefinition {
  /** What `--dataset` takes. */
  readonly name: string;
  /** Shown in reports, e.g. "AVE (Tian et al. 2018)". */
  readonly title: string;
  /** How to cite it, where the media are published, and under what terms. */
  readonly citation: string;
  readonly obtaining: string;
  /** The class list in order of the indices, or `from-annotations` where only `parse` can say it. */
  readonly classes: readonly string[] | 'from-annotations';
  readonly segments: number;
  readonly segmentSeconds: number;
  readonly splits: readonly string[];
  readonly preparation: PreparationDefaults;
  /** Annotation files to read, relative to the data folder. */
  readonly annotationFiles: readonly string[];
  /** Folders, relative to the data folder, where media are looked for in order. */
  readonly mediaFolders: readonly string[];
  /**
   * Where there is no video, the published folders `frames/NAME/00000001.jpg …` and `wave/NAME.npy` (32 kHz) serve:
   * frames spread over all there are, or the first ones.
   */
  readonly publishedFrames?: 'spread' | 'first';
  /** @throws AvtoolError naming file, line and field when the file as a whole cannot be read */
  parse(files: AnnotationFiles, options: { readonly strictSplit: boolean }): ParsedDataset;
  /** The clips are rendered, not recorded; so are those of a data set with a generator. */
  readonly rendered?: boolean;
  /** Makes the media and annotation files, for data sets that are rendered instead of collected. */
  readonly generator?: ClipGenerator;
}

/** Writes a data folder from a seed. */
export interface ClipGenerator {
  /**
   * Renders one clip; the host encodes it as a file of its name under the first media folder.
   * @param random of this clip alone: the same seed, split and index give the same clip
   */
  render(random: Random, split: string, index: number): GeneratedClip;
  /** The annotation files for clips rendered so far, by name. */
  annotate(clips: readonly GeneratedAnnotation[]): ReadonlyMap<string, string>;
}

export interface GeneratedClip {
  readonly mediaName: string;
  readonly framesPerSecond: number;
  readonly sampleRateHz: number;
  /** Frames in order, made one at a time. */
  readonly frames: Iterable<{ readonly width: number; readonly height: number; readonly data: Uint8Array }>;
  readonly waveform: Float32Array;
  /** Pictures to be written beside the media, by file relative to the data folder. */
  readonly masks?: ReadonlyMap<string, Mask>;
  readonly annotation: GeneratedAnnotation;
}

export interface GeneratedAnnotation {
  readonly split: string;
  readonly mediaName: string;
  /** Whatever the data set needs to write its annotation files; plain data. */
  readonly labels: unknown;
}

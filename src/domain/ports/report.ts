import type { Baseline, ModelSettings, SegmentPrediction, TaskMetrics } from '../tasks/task.js';
import type { ClipState } from './clip-store.js';
import type { EncodedPicture, ReportSection } from './report-section.js';
import type { MetricRecord } from './run-store.js';

/** What a report shows; plain data, nothing in it is trusted to be free of markup. */
export type ReportContent = EvaluationContent | ComparisonContent | SectionsContent;

/** One trained model on one split. */
export interface EvaluationContent extends ReportOrigin {
  readonly kind: 'evaluation';
  readonly metrics: TaskMetrics;
  /** Of the main metric, when it was measured more than once. */
  readonly spread?: Spread;
  /** What the main metric is for predictors that need no model or less of it, e.g. the majority class. */
  readonly baselines: readonly Baseline[];
  /** The split that was evaluated, one of {@link coverage}. */
  readonly split: string;
  readonly coverage: readonly SplitCoverage[];
  /** All records of `metrics.jsonl`; those of kind `epoch` (epoch, loss, trainAccuracy, accuracy, …) and `step` (step, loss) are drawn. */
  readonly learning: readonly MetricRecord[];
  /** Absent where a task does not predict one class per segment. */
  readonly examples?: ReportExamples;
  /** What the task shows of its clips, then what plugins add. */
  readonly sections?: readonly ReportSection<EncodedPicture>[];
}

/** A section of evaluation reports as a plugin declares it. */
export interface ReportSectionDefinition {
  readonly name: string;
  readonly description: string;
  /** @returns `undefined` where the section has nothing to say */
  section(content: EvaluationContent): ReportSection | undefined;
}

/** Several ways to do the same thing, measured on the same clips. */
export interface ComparisonContent extends ReportOrigin {
  readonly kind: 'comparison';
  /** What is compared, e.g. `accuracy`; more is better. */
  readonly measure: string;
  /** Unit of every mean and spread, e.g. `%`. */
  readonly unit: string;
  /** What the spread of a row is, e.g. `standard deviation over seeds`. */
  readonly spreadMeaning: string;
  readonly rows: readonly ComparisonRow[];
  /** What was found, in sentences, shown under the chart. */
  readonly remarks: readonly string[];
  readonly examples?: ReportExamples;
  /** Shown after the comparison. */
  readonly sections?: readonly ReportSection<EncodedPicture>[];
}

/** Sections alone: tables and charts of which nothing leads. */
export interface SectionsContent extends ReportOrigin {
  readonly kind: 'sections';
  readonly sections: readonly ReportSection<EncodedPicture>[];
}

export interface ComparisonRow {
  readonly name: string;
  readonly mean: number;
  readonly spread?: number;
  /** Measurements behind the mean (seeds). */
  readonly n: number;
  readonly note?: string;
  /** The row that the others are held against. */
  readonly baseline?: boolean;
}

/** Where the numbers of a report come from, enough to make them again. */
export interface ReportOrigin {
  readonly title: string;
  readonly task: string;
  readonly dataset: ReportDataset;
  readonly setup: ReportSetup;
  /** Warnings and oddities, one sentence each. */
  readonly notices: readonly string[];
  /** The command that makes this report again. */
  readonly reproduce: string;
}

export interface ReportDataset {
  readonly title: string;
  /** Rendered instead of recorded: every figure then says "Rendered scenes". */
  readonly rendered: boolean;
}

/** What was run. */
export interface ReportSetup {
  readonly command: string;
  /** Program versions by name, e.g. `{ avtool: '0.1.0', node: '20.19.5' }`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly engine: string;
  readonly seed: number | string;
  readonly recipe: string;
  readonly model: ModelSettings;
}

/** How far a number may be off, in its own unit. */
export interface Spread {
  readonly plusMinus: number;
  /** E.g. `standard deviation over 3 seeds`. */
  readonly meaning: string;
}

/** What became of the annotation rows of one split. */
export interface SplitCoverage {
  readonly split: string;
  readonly clips: Readonly<Partial<Record<ClipState, number>>>;
}

/** Clips to look at, chosen by the caller, in the order they are shown. */
export interface ReportExamples {
  readonly classes: readonly string[];
  readonly segmentSeconds: number;
  readonly worst: readonly ExampleClip[];
  readonly typical: readonly ExampleClip[];
}

export interface ExampleClip {
  /** Class index per segment; the number of classes stands for background. */
  readonly truth: readonly number[];
  /** Its id is the clip's. */
  readonly prediction: SegmentPrediction;
  /** One a segment; JPEG keeps the report small. */
  readonly frames: readonly EncodedPicture[];
  /** The sound of the whole clip; empty when the clip has none. */
  readonly waveform: Float32Array;
  readonly sampleRateHz: number;
}

export interface ReportWriter {
  /** The whole report as one file that needs nothing else. */
  render(content: ReportContent): Promise<string>;
}

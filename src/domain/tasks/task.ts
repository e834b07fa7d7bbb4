import type { AdapterMethod } from '../adapters/adapter-method.js';
import type { Mask } from '../data/mask.js';
import type { Scope } from '../graph/leaves.js';
import type { Tensor, TensorValue } from '../graph/tensor.js';
import type { ForwardContext } from '../layers/forward-context.js';
import type { ClipEntry, StoredClip } from '../ports/clip-store.js';
import type { Random } from '../ports/random.js';
import type { ReportSection } from '../ports/report-section.js';
import type { Json } from '../ports/run-store.js';
import type { Tokenisers } from '../ports/tokeniser.js';
import type { Cue } from './cue.js';
import type { ModelSettings } from './model-settings.js';

export type { ModelSettings } from './model-settings.js';

/** Numbers a batch must have; fixed for one graph. */
export interface BatchShape {
  readonly clips: number;
  readonly segments: number;
  readonly segmentSeconds: number;
  readonly classes: number;
}

/** Hyper-parameters of training as data (a recipe), all of them explicit. */
export interface TrainingSettings {
  readonly recipe: string;
  readonly epochs: number;
  readonly batchSize: number;
  /** Batches per optimiser step. */
  readonly accumulate: number;
  /** `mean`: the gradients of a group are averaged; `last-batch-only`: the published quirk, only the group's last batch counts. */
  readonly accumulation: 'mean' | 'last-batch-only';
  readonly optimiser: 'adam' | 'adamw';
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Gradients of a batch are scaled together to at most this Euclidean norm; absent: as they are. */
  readonly maximumGradientNorm?: number | undefined;
  readonly schedule: ScheduleSettings;
  /** Stop after this many epochs in a row below the best. */
  readonly earlyStop: number;
  readonly seed: number;
  /** Split that chooses the checkpoint. */
  readonly selectionSplit: string;
}

export type ScheduleSettings =
  | { readonly kind: 'step'; readonly everyEpochs: number; readonly factor: number }
  /** Times `factor` at the end of each of these epochs (from 1). */
  | { readonly kind: 'milestones'; readonly epochs: readonly number[]; readonly factor: number }
  | { readonly kind: 'cosine-warmup'; readonly warmupSteps: number; readonly minimum: number };

/** Outputs of a forward pass by name, and the loss terms when labels are given. */
export interface TaskGraph {
  readonly outputs: Readonly<Record<string, Tensor>>;
}

export interface TaskLoss {
  readonly loss: Tensor;
  readonly terms: Readonly<Record<string, Tensor>>;
}

/** The network on raw inputs, as files for other programs hold it. */
export interface ExportGraph extends TaskGraph {
  /** Names of int32 inputs whose values are 0 to 255: files take them as bytes. */
  readonly byteInputs: readonly string[];
}

/** What was predicted for one clip; every task has more in it. */
export interface ClipPrediction {
  readonly id: string;
}

/** One class per segment: what timelines are drawn from. */
export interface SegmentPrediction extends ClipPrediction {
  /** Class index per segment; the number of classes stands for background. */
  readonly segmentClasses: readonly number[];
  /** Probability per segment that there is an event. */
  readonly eventProbabilities: readonly number[];
  /** Probability per class over the whole clip, sums to 1. */
  readonly classProbabilities: readonly number[];
  /** Per segment, the guided attention over the picture's token grid (rows × columns), when the model has one. */
  readonly visualAttention?: { readonly grid: readonly [number, number]; readonly maps: readonly (readonly number[])[] };
}

/** Named numbers in per cent, the first one is the task's main metric. */
export interface TaskMetrics {
  readonly main: string;
  readonly values: Readonly<Record<string, number>>;
  /** Empty where a task has no accuracy of single classes. */
  readonly perClass: readonly { readonly name: string; readonly accuracy: number | undefined; readonly segments: number }[];
  /** Rows: true class (background last); columns: predicted. Counts of segments. Empty where there is no single class per segment. */
  readonly confusion: readonly (readonly number[])[];
}

/** The main metric of a predictor that needs no model or less of it. */
export interface Baseline {
  readonly name: string;
  readonly value: number;
  readonly spread?: number;
}

/** A prediction for people and for other programs. */
export interface ShownPrediction {
  readonly values: Readonly<Record<string, Json>>;
  /** The first line follows the name of the file. */
  readonly lines: readonly string[];
}

/** How a task's model is counted. */
export interface CostRules {
  /** Settings under which published numbers are counted (weights that no equation uses included). */
  readonly countedModel: ModelSettings;
  /** Part of the model a parameter belongs to; `undefined` stands for transforms of the inputs. `null` leaves the parameter out of the count. */
  partOf(parameterName: string | undefined): string | null;
  /** Whether a parameter is the weight of a linear or convolution layer as the published count has them. */
  readonly isLayerWeight: (parameterName: string) => boolean;
  /** Published parameters and multiply-adds of fixed tables (spectrogram kernels) that are constants of the graph here. */
  tables(settings: ModelSettings, shape: BatchShape): { readonly part: string; readonly parameters: number; readonly multiplyAdds: number };
}

/** How a trained model is written for other programs: pictures and sound go in as they are, probabilities come out. */
export interface TaskExport<Prediction extends ClipPrediction = ClipPrediction> {
  /** Rows and columns of the pictures that go in. */
  frameSize(settings: ModelSettings): readonly [number, number];
  /** Builds the network and whatever is before and after it, in evaluation mode, with the weights of {@link TaskDefinition.forward}. Every output has one row a clip. */
  graph(scope: Scope, settings: ModelSettings, shape: BatchShape, context: ForwardContext, adapter?: AdapterMethod): ExportGraph;
  /** Clips whose pictures have the {@link frameSize} → inputs of that graph. Repeats the last clip to fill the batch. */
  makeInputs(clips: readonly StoredClip[], settings: ModelSettings, shape: BatchShape, sampleRateHz: number): Record<string, TensorValue>;
  /** What the outputs of the graph must be where the task decodes these predictions: an exported file is held against them. */
  outputsOf(predictions: readonly Prediction[]): Record<string, readonly number[]>;
  /** How inputs are made and outputs read, for the metadata of a file. */
  describe(settings: ModelSettings, shape: BatchShape): Readonly<Record<string, Json>>;
}

/** A frame of a file, both by their place. */
export interface OtherFrame {
  readonly media: number;
  readonly frame: number;
}

/** What a run's data say that a model is made for. */
export interface BoundData {
  readonly classes: readonly string[];
  /** Rows that are learnt from; none where nothing is learnt. */
  readonly rows: readonly ClipEntry[];
  readonly tokenisers: Tokenisers;
  /** Files of weights: tokenisers are looked for beside them. */
  readonly files: readonly string[];
}

/** How adapter methods reach the model of a task. */
export interface TaskAdapters {
  /** The model setting that names the method; `none` stands for a model without adapters. */
  readonly setting: string;
  /** Groups of model settings that belong to the method: their keys are those of its `settings`. */
  readonly groups: readonly string[];
  /** Methods that the task itself brings, besides those of plugins. */
  readonly methods: readonly AdapterMethod[];
}

/**
 * A task as a plugin declares it: model, loss, metrics and recipes. The host owns the training loop, files, progress and reports.
 */
export interface TaskDefinition<Prediction extends ClipPrediction = ClipPrediction> {
  /** The topic of its commands: `NAME:train` … */
  readonly name: string;
  readonly title: string;
  /** Training settings by recipe name; the first is the default. */
  readonly recipes: Readonly<Record<string, TrainingSettings>>;
  /** Model settings that a recipe changes, by recipe name. */
  readonly recipeModels: Readonly<Record<string, ModelSettings>>;
  /** Model settings by size name; the first is the default. */
  readonly sizes: Readonly<Record<string, ModelSettings>>;
  /** Which parameters are learnt, by name; all others are frozen. */
  readonly trainable: (name: string, settings: ModelSettings) => boolean;
  /** Absent where the model has no adapters. */
  readonly adapters?: TaskAdapters;
  /** Settings that come from the data (token ids of class names, a vocabulary), made when a run is planned and stored with it. */
  bindData?(settings: ModelSettings, data: BoundData): Promise<ModelSettings>;
  /**
   * Frames of other files that a clip comes with in training (`StoredClip.otherFrames`): what it must be told from.
   * @param own place of the clip's file among the `media` files of the training clips, in order of their first clip
   */
  otherFrames?(own: number, media: number, random: Random, settings: ModelSettings, shape: BatchShape): readonly OtherFrame[];
  /** They come in evaluation as well. */
  readonly otherFramesToo?: true;
  /** Learnt weights that are drawn when a model is opened and that no file holds, by name. */
  drawnAnew?(name: string): boolean;
  /** Whether evaluation, too, uses and moves the statistics of its batches, as some published programs do. */
  batchStatistics?(settings: ModelSettings): boolean;
  /** First values that follow from other first values and that no file holds. */
  derivedValues?(settings: ModelSettings, values: ReadonlyMap<string, TensorValue>): ReadonlyMap<string, TensorValue>;
  /**
   * Builds the network on inputs it declares itself (named as {@link makeInputs} names them).
   * @param adapter the method that the settings name; absent for none, and for a task's own
   */
  forward(scope: Scope, settings: ModelSettings, shape: BatchShape, context: ForwardContext, adapter?: AdapterMethod): TaskGraph;
  /**
   * What the encoders make of each segment, one row a segment [B · T, C] by modality, on the inputs of {@link forward}: what figures of features are drawn from.
   * @param adapter as for {@link forward}
   */
  features?(scope: Scope, settings: ModelSettings, shape: BatchShape, context: ForwardContext, adapter?: AdapterMethod): Readonly<Record<string, Tensor>>;
  /** The training loss; declares the label inputs that {@link makeTargets} feeds. */
  loss(outputs: Readonly<Record<string, Tensor>>, settings: ModelSettings, recipe: string, shape: BatchShape): TaskLoss;
  /** Clips → inputs of the graph: picture and sound preprocessing. Repeats the last clip to fill the batch. @param sampleRateHz of the clips' sound; the model may want another */
  makeInputs(clips: readonly StoredClip[], settings: ModelSettings, shape: BatchShape, sampleRateHz: number): Record<string, TensorValue>;
  /** Clips → the label inputs of the loss. Repeats the last clip to fill the batch. */
  makeTargets(clips: readonly StoredClip[], settings: ModelSettings, recipe: string, shape: BatchShape): Record<string, TensorValue>;
  /** Outputs → one prediction per id (the first `ids.length` rows of the batch). */
  decode(outputs: Readonly<Record<string, TensorValue>>, ids: readonly string[], settings: ModelSettings, shape: BatchShape): Prediction[];
  /** Adds to a prediction what only the clip's media can tell (predicted masks held against the drawn ones); done while they are in memory. */
  compare?(prediction: Prediction, clip: StoredClip, settings: ModelSettings): Prediction;
  /** What evaluation files keep of a prediction; absent for all of it. */
  kept?(prediction: Prediction): Json;
  /** Masks, one a segment, where a task draws them. */
  masks?(prediction: Prediction, settings: ModelSettings): readonly Mask[];
  /** The prediction as texts over time; absent where they follow from {@link timeline}, or there are none. */
  cues?(prediction: Prediction, classes: readonly string[], segmentSeconds: number): readonly Cue[];
  /** What every result of such a model must say of itself, one sentence each. */
  notices?(settings: ModelSettings): readonly string[];
  readonly cost: CostRules;
  /** Absent where a model of the task cannot be written for other programs. */
  readonly export?: TaskExport<Prediction>;
  /** @param truths the rows that the predictions are of, in the same order */
  metrics(predictions: readonly Prediction[], truths: readonly ClipEntry[], classes: readonly string[], settings: ModelSettings): TaskMetrics;
  /** The main metric of predictors that need no model. */
  baselines(truths: readonly ClipEntry[], classes: readonly string[], settings: ModelSettings, predictions: readonly Prediction[]): readonly Baseline[];
  /** How much of a prediction is right: shown while training, and what reports choose clips by. */
  rightShare(prediction: Prediction, truth: ClipEntry, settings: ModelSettings): { readonly right: number; readonly total: number };
  show(prediction: Prediction, classes: readonly string[], segmentSeconds: number, settings: ModelSettings): ShownPrediction;
  /** The prediction as one class per segment, where it is one. */
  timeline?(prediction: Prediction): SegmentPrediction;
  /** What a report shows of single clips where there is no timeline, or the data set labels no segments. */
  clipSections?(clips: readonly { readonly prediction: Prediction; readonly clip: StoredClip }[], classes: readonly string[], settings: ModelSettings, segmentSeconds: number): readonly ReportSection[];
}

/** What a plugin may import: published as `avtool/plugin`. */
export { AvtoolError, nearest } from '../domain/errors.js';
export type { AvtoolErrorDetails, ExitCode } from '../domain/errors.js';
export type { Ablation, AblationVariant } from '../domain/experiments/ablation.js';
export type { ClipLabels, LabelledSpan } from '../domain/data/clip-labels.js';
export type { Mask } from '../domain/data/mask.js';
export type { Cue } from '../domain/tasks/cue.js';
export type { ClipEntry, StoredClip } from '../domain/ports/clip-store.js';
export type {
  AnnotationFiles,
  ClipGenerator,
  ClipRecord,
  DatasetDefinition,
  GeneratedAnnotation,
  GeneratedClip,
  ParsedDataset,
  PreparationDefaults,
} from '../domain/data/dataset.js';
export type {
  Baseline,
  BatchShape,
  BoundData,
  ClipPrediction,
  ExportGraph,
  ModelSettings,
  OtherFrame,
  ScheduleSettings,
  SegmentPrediction,
  ShownPrediction,
  TaskAdapters,
  TaskDefinition,
  TaskExport,
  TaskGraph,
  TaskLoss,
  TaskMetrics,
  TrainingSettings,
} from '../domain/tasks/task.js';
export type { AdapterMethod, AdapterOutput } from '../domain/adapters/adapter-method.js';
export type { DeviceState, Engine, EngineDefinition, EngineDescription, EngineOptions, Program, ProgramMemory, CompileOptions } from '../domain/ports/engine.js';
export type { EvaluationContent, ReportSectionDefinition } from '../domain/ports/report.js';
export type { ReportBar, ReportColumn, ReportPart, ReportSection, ReportSeries } from '../domain/ports/report-section.js';
export type { Json } from '../domain/ports/run-store.js';
export type { RgbImage } from '../domain/ports/media.js';
export type { Random, RandomState } from '../domain/ports/random.js';
export type { UseCaseReport } from '../app/use-case-requests.js';
export type { EncoderBundle, PluginDefinition } from './plugin-definition.js';
export { definePlugin } from './define-plugin.js';

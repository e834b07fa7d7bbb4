/** What a plugin may import: published as `avtool/plugin`. */
export { AvtoolError, nearest } from '../domain/errors.js';
export type { AvtoolErrorDetails, ExitCode } from '../domain/errors.js';
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
  BatchShape,
  ClipPrediction,
  ModelSettings,
  ScheduleSettings,
  TaskDefinition,
  TaskGraph,
  TaskLoss,
  TaskMetrics,
  TrainingSettings,
} from '../domain/tasks/task.js';
export type { Json } from '../domain/ports/run-store.js';
export type { RgbImage } from '../domain/ports/media.js';
export type { Random, RandomState } from '../domain/ports/random.js';
export type { UseCaseReport } from '../app/use-case-requests.js';
export type { EncoderBundle, PluginDefinition } from './plugin-definition.js';
export { definePlugin } from './define-plugin.js';

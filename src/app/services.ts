import type { Clock } from '../domain/ports/clock.js';
import type { ClipStore } from '../domain/ports/clip-store.js';
import type { DataFolder } from '../domain/ports/data-folder.js';
import type { Engine, EngineDefinition } from '../domain/ports/engine.js';
import type { EventLogWriter } from '../domain/ports/event-log.js';
import type { EnginePackages } from '../domain/ports/engine-packages.js';
import type { ImageCodec, MediaDecoder, MediaEncoder } from '../domain/ports/media.js';
import type { ModelExporter } from '../domain/ports/model-exporter.js';
import type { Random } from '../domain/ports/random.js';
import type { ReportWriter } from '../domain/ports/report.js';
import type { Reporter } from '../domain/ports/reporter.js';
import type { RunStore } from '../domain/ports/run-store.js';
import type { Tokenisers } from '../domain/ports/tokeniser.js';
import type { WeightHub } from '../domain/ports/weight-hub.js';
import type { WeightStore } from '../domain/ports/weight-store.js';
import type { AdapterLookup } from './adapter-choice.js';

export type { DataFolder } from '../domain/ports/data-folder.js';

/** What use cases work with; made by the composition root, replaced in tests. Engines and codecs are loaded when first asked for. */
export interface Services {
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly data: DataFolder;
  readonly clips: ClipStore;
  readonly runs: RunStore;
  readonly weights: WeightStore;
  random(seed: number): Random;
  engine(role: 'train' | 'infer'): Promise<Engine>;
  /** Every engine that avtool or a plugin brings, whether it can be used here or not. */
  engines(): Promise<readonly EngineDefinition[]>;
  decoder(): Promise<MediaDecoder>;
  encoder(): Promise<MediaEncoder>;
  images(): Promise<ImageCodec>;
  reports(): Promise<ReportWriter>;
  /** For programs that draw learning curves. */
  eventLogs(): Promise<EventLogWriter>;
  modelExporter(): Promise<ModelExporter>;
  enginePackages(): Promise<EnginePackages>;
  weightHub(): Promise<WeightHub>;
  tokenisers(): Promise<Tokenisers>;
  readonly adapter: AdapterLookup;
  /** Program versions for run folders and reports, e.g. `{ avtool, node, engine }`. */
  readonly versions: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

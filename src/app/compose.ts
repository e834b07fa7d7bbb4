import 'reflect-metadata';
import { container as globalContainer, instanceCachingFactory } from 'tsyringe';
import type { DependencyContainer, InjectionToken } from 'tsyringe';
import { systemClock } from '../adapters/clock/system-clock.js';
import { loadConfiguration } from '../adapters/config/load-configuration.js';
import { createDataFolder } from '../adapters/files/data-folder.js';
import { chooseReporter } from '../adapters/report/terminal/choose-reporter.js';
import type { TerminalStream } from '../adapters/report/terminal/terminal-stream.js';
import type { Clock } from '../domain/ports/clock.js';
import type { ClipStore } from '../domain/ports/clip-store.js';
import type { Configuration, DecoderPreference, EngineName, FlagOverride } from '../domain/ports/configuration.js';
import type { Engine } from '../domain/ports/engine.js';
import type { ImageCodec } from '../domain/ports/media.js';
import type { Reporter } from '../domain/ports/reporter.js';
import type { RunStore } from '../domain/ports/run-store.js';
import type { WeightStore } from '../domain/ports/weight-store.js';
import { createDisposal } from './disposal.js';
import type { Disposal } from './disposal.js';
import { listEngines } from './engine-listing.js';
import type { EngineListing } from './engine-listing.js';
import { createPluginRegistry } from './plugin-registry.js';
import type { PluginRegistry, PluginSource } from './plugin-registry.js';
import type { DataFolder, Services } from './services.js';

export interface SessionRequest {
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stderr: TerminalStream;
  /** No progress: `--quiet` or `--json`. */
  readonly silent: boolean;
  readonly colour: boolean;
  readonly flags: readonly FlagOverride[];
  /** `--set` values. */
  readonly settings: readonly string[];
  readonly plugins: readonly PluginSource[];
  readonly versions: Readonly<Record<string, string>>;
}

/** Everything of one command run: made here, disposed at its end. */
export interface Session {
  readonly configuration: Configuration;
  readonly plugins: PluginRegistry;
  services(): Promise<Services>;
  /** All engines that avtool knows, whether they can be loaded here or not. */
  engines(): Promise<readonly EngineListing[]>;
  /** Idempotent; what was made last goes first. */
  dispose(): Promise<void>;
}

const CLOCK: InjectionToken<Clock> = Symbol('Clock');
const REPORTER: InjectionToken<Reporter> = Symbol('Reporter');
const PLUGINS: InjectionToken<PluginRegistry> = Symbol('PluginRegistry');
const SERVICES: InjectionToken<Promise<Services>> = Symbol('Services');
const DATA: InjectionToken<DataFolder> = Symbol('DataFolder');
const IMAGES: InjectionToken<Promise<ImageCodec>> = Symbol('ImageCodec');
const CLIPS: InjectionToken<Promise<ClipStore>> = Symbol('ClipStore');
const RUNS: InjectionToken<Promise<RunStore>> = Symbol('RunStore');
const WEIGHTS: InjectionToken<Promise<WeightStore>> = Symbol('WeightStore');

/**
 * The composition root: reads the configuration and wires ports to adapters in a container of its own.
 * @throws AvtoolError for a configuration that cannot be used
 */
export async function openSession(request: SessionRequest): Promise<Session> {
  const configuration = await loadConfiguration(request);
  const container = globalContainer.createChildContainer();
  const dispose = createDisposal();
  registerAdapters(container, request);
  container.register(SERVICES, { useFactory: instanceCachingFactory((scope) => createServices(scope, configuration, request, dispose)) });
  return { configuration, plugins: container.resolve(PLUGINS), services: () => container.resolve(SERVICES), engines: () => listEngines((name) => createEngine(name, configuration.values.engine.threads)), dispose: () => dispose.all() };
}

/** One factory a port; adapters with native or large dependencies are imported when first resolved. */
function registerAdapters(container: DependencyContainer, request: SessionRequest): void {
  container.register(CLOCK, { useValue: systemClock });
  container.register(DATA, { useFactory: instanceCachingFactory(createDataFolder) });
  container.register(REPORTER, {
    useFactory: instanceCachingFactory((scope) =>
      chooseReporter({ ...request, stream: request.stderr, platform: process.platform, clock: scope.resolve(CLOCK) }),
    ),
  });
  container.register(PLUGINS, {
    useFactory: instanceCachingFactory((scope) => createPluginRegistry(request.plugins, (line) => scope.resolve(REPORTER).warn(line))),
  });
  container.register(IMAGES, { useFactory: instanceCachingFactory(async () => (await import('../adapters/media/sharp-image-codec.js')).createSharpImageCodec()) });
  container.register(CLIPS, {
    useFactory: instanceCachingFactory(async (scope) => {
      const { createClipStore } = await import('../adapters/store/clip-cache/clip-store.js');
      return createClipStore(await scope.resolve(IMAGES));
    }),
  });
  container.register(RUNS, {
    useFactory: instanceCachingFactory(async (scope) => {
      const { createRunStore } = await import('../adapters/store/run-folder/run-store.js');
      return createRunStore(await scope.resolve(WEIGHTS));
    }),
  });
  container.register(WEIGHTS, {
    useFactory: instanceCachingFactory(async () => (await import('../adapters/weights/safetensors/safetensors-store.js')).createSafetensorsStore()),
  });
}

async function createServices(scope: DependencyContainer, { values }: Configuration, request: SessionRequest, dispose: Disposal): Promise<Services> {
  const { seededRandom } = await import('../adapters/random/seeded-random.js');
  const engineCalled = once(async (name: EngineName) => {
    const engine = await createEngine(name, values.engine.threads);
    dispose.add(() => engine.dispose());
    return engine;
  });
  const media = once(async (preference: DecoderPreference) => (await import('../adapters/media/open-media.js')).openMedia(preference));
  return {
    clock: scope.resolve(CLOCK),
    reporter: scope.resolve(REPORTER),
    data: scope.resolve(DATA),
    clips: await scope.resolve(CLIPS),
    runs: await scope.resolve(RUNS),
    weights: await scope.resolve(WEIGHTS),
    random: seededRandom,
    engine: (role) => engineCalled(values.engine[role]),
    decoder: async () => (await media(values.media.decoder)).decoder,
    encoder: async () => (await media(values.media.decoder)).encoder,
    images: () => scope.resolve(IMAGES),
    reports: async () => (await import('../adapters/report/html/html-report-writer.js')).htmlReportWriter,
    versions: request.versions,
    dispose: () => dispose.all(),
  };
}

/** Makes the value of a name when it is first asked for. */
function once<Name, Value>(make: (name: Name) => Promise<Value>): (name: Name) => Promise<Value> {
  const made = new Map<Name, Promise<Value>>();
  return (name) => {
    const value = made.get(name) ?? make(name);
    made.set(name, value);
    return value;
  };
}

async function createEngine(name: EngineName, threads: number): Promise<Engine> {
  switch (name) {
    case 'onnxruntime': {
      const { createOnnxruntimeEngine } = await import('../adapters/engine/onnxruntime/onnxruntime-engine.js');
      return createOnnxruntimeEngine(threads === 0 ? {} : { threads });
    }
    case 'reference': {
      const { createReferenceEngine } = await import('../adapters/engine/reference/reference-engine.js');
      return createReferenceEngine();
    }
  }
}

import 'reflect-metadata';
import { container as globalContainer, instanceCachingFactory } from 'tsyringe';
import type { DependencyContainer, InjectionToken } from 'tsyringe';
import { systemClock } from '../adapters/clock/system-clock.js';
import { createConfigurationFiles } from '../adapters/config/configuration-files.js';
import { loadConfiguration } from '../adapters/config/load-configuration.js';
import { firstPartyEngines } from '../adapters/engine/first-party-engines.js';
import { createDataFolder } from '../adapters/files/data-folder.js';
import { chooseReporter } from '../adapters/report/terminal/choose-reporter.js';
import type { TerminalStream } from '../adapters/report/terminal/terminal-stream.js';
import type { Clock } from '../domain/ports/clock.js';
import type { ClipStore } from '../domain/ports/clip-store.js';
import type { Configuration, DecoderPreference, FlagOverride } from '../domain/ports/configuration.js';
import type { ConfigurationFiles } from '../domain/ports/configuration-files.js';
import type { Engine, EngineDefinition } from '../domain/ports/engine.js';
import type { Machine } from '../domain/ports/machine.js';
import type { ImageCodec } from '../domain/ports/media.js';
import type { Reporter } from '../domain/ports/reporter.js';
import type { RunStore } from '../domain/ports/run-store.js';
import type { WeightStore } from '../domain/ports/weight-store.js';
import { createDisposal } from './disposal.js';
import type { Disposal } from './disposal.js';
import { createEngineCatalogue } from './engine-catalogue.js';
import type { EngineCatalogue } from './engine-catalogue.js';
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
  /** For commands that mend a configuration: what is wrong in it is left out instead of ending the command. */
  readonly faultyConfiguration?: 'left out';
  readonly plugins: readonly PluginSource[];
  /** Where `avtool engines:install` puts native packages. */
  readonly enginesFolder: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** Everything of one command run: made here, disposed at its end. */
export interface Session {
  readonly configuration: Configuration;
  readonly configurationFiles: ConfigurationFiles;
  readonly plugins: PluginRegistry;
  services(): Promise<Services>;
  /** All engines that avtool knows, or the one of this name, whether they can be loaded here or not. */
  engines(name?: string): Promise<readonly EngineListing[]>;
  /** Their names; nothing is started. */
  engineNames(): Promise<readonly string[]>;
  machine(): Promise<Machine>;
  /** Idempotent; what was made last goes first. */
  dispose(): Promise<void>;
}

const CLOCK: InjectionToken<Clock> = Symbol('Clock');
const REPORTER: InjectionToken<Reporter> = Symbol('Reporter');
const PLUGINS: InjectionToken<PluginRegistry> = Symbol('PluginRegistry');
const ENGINES: InjectionToken<EngineCatalogue> = Symbol('EngineCatalogue');
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
  const sources = { ...request, platform: process.platform };
  const configurationFiles = createConfigurationFiles(sources);
  const configuration = request.faultyConfiguration === undefined ? await loadConfiguration(sources) : (await configurationFiles.read()).configuration;
  const container = globalContainer.createChildContainer();
  const dispose = createDisposal();
  registerAdapters(container, request);
  container.register(SERVICES, { useFactory: instanceCachingFactory((scope) => createServices(scope, configuration, request, dispose)) });
  return { configuration, configurationFiles, plugins: container.resolve(PLUGINS), services: () => container.resolve(SERVICES), engines: (name) => listAll(container, configuration, name), machine: openMachine, engineNames: async () => (await container.resolve(ENGINES).all()).map(({ name }) => name), dispose: () => dispose.all() };
}

/** One factory a port; adapters with native or large dependencies are imported when first resolved. */
function registerAdapters(container: DependencyContainer, request: SessionRequest): void {
  container.register(CLOCK, { useValue: systemClock });
  container.register(DATA, { useFactory: instanceCachingFactory(() => createDataFolder(async (path) => (await import('../adapters/weights/npz/npy-file.js')).readNpyFile(path))) });
  container.register(REPORTER, {
    useFactory: instanceCachingFactory((scope) =>
      chooseReporter({ ...request, stream: request.stderr, platform: process.platform, clock: scope.resolve(CLOCK) }),
    ),
  });
  container.register(PLUGINS, {
    useFactory: instanceCachingFactory((scope) => createPluginRegistry(request.plugins, (line) => scope.resolve(REPORTER).warn(line))),
  });
  container.register(ENGINES, {
    useFactory: instanceCachingFactory((scope) => createEngineCatalogue(firstPartyEngines(request.enginesFolder), () => scope.resolve(PLUGINS).engines(), (line) => scope.resolve(REPORTER).warn(line))),
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
  const { threads, device } = values.engine;
  const engineCalled = once(async (name: string) => {
    const definition = await scope.resolve(ENGINES).find(name);
    const engine = await definition.create({ threads, device, onNotice: noticeTo(scope.resolve(REPORTER), request.silent) });
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
    engines: () => scope.resolve(ENGINES).all(),
    decoder: async () => (await media(values.media.decoder)).decoder,
    encoder: async () => (await media(values.media.decoder)).encoder,
    images: () => scope.resolve(IMAGES),
    reports: async () => (await import('../adapters/report/html/html-report-writer.js')).htmlReportWriter,
    eventLogs: async () => (await import('../adapters/report/tensorboard/event-log-writer.js')).createEventLogWriter(),
    enginePackages: async () => {
      const { createEnginePackages } = await import('../adapters/engine-packages/engine-packages.js');
      return createEnginePackages(request.environment);
    },
    weightHub: async () => (await import('../adapters/weights/hub/http-hub.js')).createHttpHub(request.environment),
    tokenisers: async () => (await import('../adapters/tokeniser/file-tokenisers.js')).fileTokenisers,
    modelExporter: async () => (await import('../adapters/engine/onnxruntime/export/onnx-exporter.js')).createOnnxExporter(),
    adapter: (task, name) => scope.resolve(PLUGINS).adapter(task, name),
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

/** What an engine has to say is heard without progress too. */
const noticeTo = (reporter: Reporter, silent: boolean) => (line: string) => (silent ? reporter.warn(line) : reporter.info(line));

async function openMachine(): Promise<Machine> {
  const [{ folderState }, { mediaTool }] = await Promise.all([import('../adapters/files/folder-state.js'), import('../adapters/media/open-media.js')]);
  return { folder: folderState, mediaTool: (name) => mediaTool(name) };
}

/** Every engine on its CPU, whatever the configured device is; the others are among its devices. */
async function listAll(scope: DependencyContainer, { values }: Configuration, name: string | undefined): Promise<readonly EngineListing[]> {
  const { threads } = values.engine;
  const create = (engine: EngineDefinition): Promise<Engine> => engine.create({ threads, device: 'cpu', onNotice: () => undefined });
  const all = await scope.resolve(ENGINES).all();
  return listEngines(all.filter((engine) => name === undefined || engine.name === name), create);
}

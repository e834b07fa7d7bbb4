import { createDataFolder } from '../../src/adapters/files/data-folder.js';
import { readNpyFile } from '../../src/adapters/weights/npz/npy-file.js';
import { seededRandom } from '../../src/adapters/random/seeded-random.js';
import { createClipStore } from '../../src/adapters/store/clip-cache/clip-store.js';
import { createRunStore } from '../../src/adapters/store/run-folder/run-store.js';
import { createSafetensorsStore } from '../../src/adapters/weights/safetensors/safetensors-store.js';
import { createPluginRegistry } from '../../src/app/plugin-registry.js';
import type { Services } from '../../src/app/services.js';
import type { Engine } from '../../src/domain/ports/engine.js';
import type { ImageCodec } from '../../src/domain/ports/media.js';
import type { ReportContent } from '../../src/domain/ports/report.js';
import type { Reporter } from '../../src/domain/ports/reporter.js';

const unwanted = (what: string) => (): never => {
  throw new Error(`this test needs no ${what}`);
};

/** Pictures as their size in two bytes and their pixels: exact and without a library. */
export const plainPictures: ImageCodec = {
  encodePng: ({ width, height, data }) => Promise.resolve(Uint8Array.of(width, height, ...data)),
  encodeJpeg: ({ width, height, data }) => Promise.resolve(Uint8Array.of(width, height, ...data)),
  decode: ([width, height, ...data]) => Promise.resolve({ width, height, data: Uint8Array.from(data) }),
};

/** A reporter that remembers what it was told; `onAdvance` is called with every progress. */
export interface ListeningReporter extends Reporter {
  readonly lines: string[];
  readonly summaries: string[];
  readonly progress: number[];
}

export function aListeningReporter(onAdvance: (calls: number) => void = () => undefined): ListeningReporter {
  const lines: string[] = [];
  const summaries: string[] = [];
  const progress: number[] = [];
  return {
    lines,
    summaries,
    progress,
    start: () => undefined,
    advance(done) {
      progress.push(done);
      onAdvance(progress.length);
    },
    finish: (summary) => void summaries.push(summary),
    info: (line) => void lines.push(line),
    warn: (line) => void lines.push(`warning: ${line}`),
  };
}

/** Real files, seeds and weights; a clock that gains 10 ms at every look; whatever decodes, computes or writes reports is given by the test. */
export function someServices(wanted: Partial<Services> & { readonly computing?: Engine; readonly onReport?: (content: ReportContent) => void } = {}): Services {
  const { computing, onReport, ...services } = wanted;
  const weights = createSafetensorsStore();
  let milliseconds = 0;
  return {
    clock: { monotonicMilliseconds: () => (milliseconds += 10), now: () => new Date(0) },
    reporter: aListeningReporter(),
    data: createDataFolder(readNpyFile),
    clips: createClipStore(plainPictures),
    runs: createRunStore(weights),
    weights,
    random: seededRandom,
    engine: () => (computing === undefined ? unwanted('engine')() : Promise.resolve(computing)),
    engines: unwanted('list of engines'),
    decoder: unwanted('decoder'),
    encoder: unwanted('encoder'),
    images: () => Promise.resolve(plainPictures),
    reports: () =>
      Promise.resolve({
        render: (content) => {
          onReport?.(content);
          return Promise.resolve('<!doctype html>');
        },
      }),
    eventLogs: unwanted('event log'),
    enginePackages: unwanted('engine package'),
    weightHub: unwanted('weight hub'),
    tokenisers: unwanted('tokenisers'),
    adapter: createPluginRegistry([], () => undefined).adapter,
    modelExporter: unwanted('exporter'),
    versions: { avtool: '0.0.0' },
    dispose: () => Promise.resolve(),
    ...services,
  };
}

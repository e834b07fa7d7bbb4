import { describe, expect, it } from 'vitest';
import { installEngine } from '../../src/app/install-engine.js';
import type { InstallEngineRequest } from '../../src/app/install-engine.js';
import type { EngineCheck, EnginePackages, StagedEngine } from '../../src/domain/ports/engine-packages.js';
import { aListeningReporter } from '../builders/services.js';

const works: EngineCheck = { works: true, tensorflow: '2.9.1', device: 'cpu' };
const broken: EngineCheck = { works: false, reason: 'it is not installed' };

interface Wanted {
  /** What is there before. */
  readonly before?: EngineCheck;
  readonly after?: EngineCheck;
  readonly steps?: Partial<StagedEngine>;
  readonly request?: Partial<InstallEngineRequest>;
}

/** Runs the use case; `steps` are what it did, in order. */
async function install({ before = broken, after = works, steps: own = {}, request = {} }: Wanted = {}) {
  const steps: string[] = [];
  const step = <T>(name: string, value: T) => () => {
    steps.push(name);
    return Promise.resolve(value);
  };
  const packages: EnginePackages = {
    check: step('look', before),
    plan: step('plan', [{ what: 'libraries', from: 'http://host/file', bytes: 2_000_000 }, { what: 'package', from: 'npm', bytes: undefined }]),
    stage: step('stage', {
      fetchPackage: step('package', undefined),
      placeLibraries: step('libraries', undefined),
      makeBinding: step('binding', 'compiled'),
      check: step('check', after),
      replace: step('replace', 1_142_000_000),
      discard: step('discard', undefined),
      ...own,
    }),
  };
  const reporter = aListeningReporter();
  const outcome = await installEngine(
    { enginePackages: () => Promise.resolve(packages), reporter },
    { name: 'tfjs-node', folder: '/data/engines/tfjs-node', libraries: { kind: 'published', mirror: undefined }, force: false, dryRun: false, signal: new AbortController().signal, ...request },
  ).then((report) => ({ report }), (error: unknown) => ({ error }));
  return { ...outcome, steps, told: reporter.lines };
}

describe('installing an engine', () => {
  it('puts it in its place after it has computed, and says what it is', async () => {
    const { report, steps, told } = await install() as Awaited<ReturnType<typeof install>> & { report: unknown };
    expect(steps).toEqual(['look', 'stage', 'package', 'libraries', 'binding', 'check', 'replace', 'discard']);
    expect(report).toMatchObject({ state: 'installed', tensorflow: '2.9.1', device: 'cpu', binding: 'compiled', lines: ['tfjs-node is installed in /data/engines/tfjs-node (TensorFlow 2.9.1, cpu, 1142 MB, binding compiled).'] });
    expect(told[0]).toBe('npm installs @tensorflow/tfjs-node …');
  });

  it('leaves an engine that works alone', async () => {
    const result = await install({ before: works });
    expect(result).toMatchObject({ steps: ['look'], report: { state: 'already installed', tensorflow: '2.9.1' } });
  });

  it('replaces an engine that works with --force', async () => {
    expect(await install({ before: works, request: { force: true } })).toMatchObject({ steps: expect.arrayContaining(['replace']), report: { state: 'installed' } });
  });

  it('keeps what was there when the new one does not compute', async () => {
    const { steps, ...outcome } = await install({ before: works, after: { works: false, reason: 'it ended with signal SIGILL' }, request: { force: true } });
    expect(steps).toEqual(['look', 'stage', 'package', 'libraries', 'binding', 'check', 'discard']);
    expect(outcome).toMatchObject({ error: { code: 'ENGINE_CHECK', exitCode: 1, message: expect.stringContaining('it ended with signal SIGILL') } });
  });

  it('cleans up after a step that fails, and tells its fault', async () => {
    const fault = new Error('the host answered 404');
    const { steps, ...outcome } = await install({ steps: { placeLibraries: () => Promise.reject(fault) } });
    expect(steps).toEqual(['look', 'stage', 'package', 'discard']);
    expect(outcome).toMatchObject({ error: fault });
  });

  it('replaces nothing after an interruption', async () => {
    const interruption = new AbortController();
    const { steps, ...outcome } = await install({
      request: { signal: interruption.signal },
      steps: {
        check: () => {
          interruption.abort(new Error('stopped'));
          return Promise.resolve(works);
        },
      },
    });
    expect(steps).toEqual(['look', 'stage', 'package', 'libraries', 'binding', 'discard']);
    expect(outcome).toMatchObject({ error: { message: 'stopped' } });
  });

  it('says when the GPU package found no GPU', async () => {
    expect(await install({ request: { name: 'tfjs-node-gpu' } })).toMatchObject({ report: { lines: [expect.any(String), 'No GPU was found: tfjs-node-gpu computes on the CPU here.'] } });
  });

  it('only plans with --dry-run', async () => {
    expect(await install({ request: { dryRun: true } })).toMatchObject({
      steps: ['look', 'plan'],
      report: {
        state: 'planned',
        lines: [
          'would take libraries from http://host/file (about 2 MB)',
          'would take package from npm (size unknown: the host does not say or cannot be reached)',
          'would write /data/engines/tfjs-node',
        ],
      },
    });
  });
});

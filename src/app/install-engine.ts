import { AvtoolError } from '../domain/errors.js';
import type { EngineInstallation, PlannedPart } from '../domain/ports/engine-packages.js';
import type { Services } from './services.js';
import type { UseCaseReport } from './use-case-requests.js';

export interface InstallEngineRequest extends EngineInstallation {
  /** Replaces an installation that works. */
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

export interface InstallEngineReport extends UseCaseReport {
  readonly engine: string;
  readonly folder: string;
  readonly state: 'installed' | 'already installed' | 'planned';
  /** Version that the engine itself says. */
  readonly tensorflow?: string;
  readonly device?: 'cpu' | 'gpu';
  readonly binding?: 'published' | 'compiled';
  readonly bytes?: number;
  readonly parts?: readonly PlannedPart[];
}

/**
 * Installs a native engine beside the place where it is to be, proves that it computes, and only then puts it there: a failure or an interruption leaves
 * what was there before as it was. An engine that works already is left alone.
 * @throws AvtoolError ENGINE_CHECK (exit 1) when the finished engine does not compute, and the faults of the port EnginePackages
 */
export async function installEngine({ enginePackages, reporter }: Pick<Services, 'enginePackages' | 'reporter'>, request: InstallEngineRequest): Promise<InstallEngineReport> {
  const { name, folder, force, dryRun, signal } = request;
  const packages = await enginePackages();
  const about = { engine: name, folder };
  const now = await packages.check(request, signal);
  if (now.works && !force) {
    return { ...about, state: 'already installed', tensorflow: now.tensorflow, device: now.device, lines: [`${name} is already installed in ${folder} (TensorFlow ${now.tensorflow}, ${now.device}); --force installs it anew.`] };
  }
  if (dryRun) {
    const parts = await packages.plan(request, signal);
    const lines = parts.map(({ what, from, bytes }) => `would take ${what} from ${from} (${bytes === undefined ? 'size unknown: the host does not say or cannot be reached' : `about ${megabytes(bytes)} MB`})`);
    return { ...about, state: 'planned', parts, lines: [...lines, `would ${now.works ? 'replace' : 'write'} ${folder}`] };
  }
  const staged = await packages.stage(request);
  try {
    reporter.info(`npm installs @tensorflow/${name} …`);
    await staged.fetchPackage(signal);
    reporter.start('TensorFlow\'s libraries', undefined, 'MB');
    await staged.placeLibraries(signal, (received, total) => reporter.advance(megabytes(received), total === undefined ? {} : { of: `${megabytes(total)} MB` }));
    reporter.finish('TensorFlow\'s libraries are here; now the native binding …');
    const binding = await staged.makeBinding(signal);
    reporter.info(`The native binding is ${binding === 'compiled' ? 'compiled here' : 'the published one'}; now a trial …`);
    const check = await staged.check(signal);
    if (!check.works) {
      throw new AvtoolError({
        code: 'ENGINE_CHECK',
        message: `${name} was installed but does not compute, so it is not kept: ${check.reason}`,
        fix: 'give libraries that fit this machine with --libtensorflow PATH',
        exitCode: 1,
      });
    }
    signal.throwIfAborted();
    const bytes = await staged.replace();
    const noGpu = name === 'tfjs-node-gpu' && check.device === 'cpu' ? [`No GPU was found: ${name} computes on the CPU here.`] : [];
    const lines = [`${name} is installed in ${folder} (TensorFlow ${check.tensorflow}, ${check.device}, ${megabytes(bytes)} MB, binding ${binding}).`, ...noGpu];
    return { ...about, state: 'installed', tensorflow: check.tensorflow, device: check.device, binding, bytes, lines };
  } finally {
    await staged.discard();
  }
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

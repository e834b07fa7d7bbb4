import type { EnginePackageName } from '../../domain/ports/engine-packages.js';
import { engineFault } from './engine-fault.js';

export const packageVersion = '4.22.0';
/** The TensorFlow release whose C libraries this version of the package is published with. */
const tensorflowVersion = '2.9.1';
/** The host that the package's own installer asks. */
const publishedHost = 'https://storage.googleapis.com/';

export interface Machine {
  /** As `process.platform`. */
  readonly platform: string;
  /** As `process.arch`. */
  readonly arch: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Archive names of TensorFlow's C libraries by machine; what the package's own installer knows beside them is below. */
const systems: Readonly<Record<string, string>> = {
  'tfjs-node linux-x64': 'cpu-linux-x86_64',
  'tfjs-node darwin-x64': 'cpu-darwin-x86_64',
  'tfjs-node win32-x64': 'cpu-windows-x86_64',
  'tfjs-node-gpu linux-x64': 'gpu-linux-x86_64',
  'tfjs-node-gpu win32-x64': 'gpu-windows-x86_64',
};
const ownBuilds: Readonly<Record<string, string>> = {
  'tfjs-node linux-arm64': 'tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz',
  'tfjs-node darwin-arm64': 'tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz',
};

/**
 * Address of the C libraries, as the package's own installer makes it from `TFJS_NODE_CDN_STORAGE` and `TFJS_NODE_BASE_URI`; a mirror goes before both.
 * @throws AvtoolError ENGINE_PLATFORM (exit 3) where none are published for this machine
 */
export function libraryAddress(name: EnginePackageName, mirror: string | undefined, { platform, arch }: Machine, environment: Environment): string {
  const machine = `${name} ${platform}-${arch}`;
  const host = hostOf(mirror, environment);
  if (machine in ownBuilds) return host + ownBuilds[machine];
  if (!(machine in systems)) {
    throw engineFault('ENGINE_PLATFORM', 3, `no libraries of TensorFlow are published for ${name} on ${platform}-${arch}`, { fix: 'give your own with --libtensorflow PATH' });
  }
  const ownPrefix = environment.TFJS_NODE_BASE_URI ?? environment.npm_config_TFJS_NODE_BASE_URI;
  const prefix = mirror === undefined && ownPrefix ? ownPrefix : `${host}tensorflow/libtensorflow/libtensorflow-`;
  return `${prefix}${systems[machine]}-${tensorflowVersion}.${platform === 'win32' ? 'zip' : 'tar.gz'}`;
}

/** Address of the published binding, from the same host. @param napiVersion version of Node's native interface */
export function bindingAddress(name: EnginePackageName, mirror: string | undefined, { platform }: Machine, environment: Environment, napiVersion: number): string {
  const kind = name === 'tfjs-node-gpu' ? 'GPU' : 'CPU';
  const [system, extension] = platform === 'win32' ? ['windows', 'zip'] : [platform, 'tar.gz'];
  return `${hostOf(mirror, environment)}tf-builds/pre-built-binary/napi-v${napiVersion}/${packageVersion}/${kind}-${system}-${packageVersion}.${extension}`;
}

function hostOf(mirror: string | undefined, environment: Environment): string {
  const host = mirror ?? (environment.TFJS_NODE_CDN_STORAGE || environment.npm_config_TFJS_NODE_CDN_STORAGE || environment.CDN_STORAGE || publishedHost);
  return host.endsWith('/') ? host : `${host}/`;
}

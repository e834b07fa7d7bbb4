import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AvtoolError } from '../../../domain/errors.js';
import type { NativeBinding, TfjsBinding } from './bindings.js';
import type { Backend, Tfjs } from './lowerings/lowering.js';
import { wasmSliceKernel } from './lowerings/wasm-slice-kernel.js';
import type { BindingChoice } from './worker-messages.js';

/** A backend that is ready to compute. */
export interface LoadedBinding extends Backend {
  readonly binding: TfjsBinding;
  readonly device: string;
  readonly version: string;
  /** What its memory can hold; absent where that is the machine's. */
  readonly memoryBytes?: number;
}

/** Wasm addresses have 32 bits. */
const WASM_MEMORY_BYTES = 2 ** 32;

/** Loads the first candidate that is here. Has effects on the whole thread (TensorFlow.js keeps global state): call it in a worker, once. @throws AvtoolError ENGINE_UNAVAILABLE when there is none */
export async function loadBinding({ candidates, enginesFolder }: BindingChoice): Promise<LoadedBinding> {
  const [binding, ...others] = candidates;
  try {
    return await load(binding, enginesFolder);
  } catch (error) {
    if (others.length === 0) throw error;
    return await loadBinding({ candidates: others, enginesFolder });
  }
}

async function load(binding: TfjsBinding, enginesFolder: string | undefined): Promise<LoadedBinding> {
  switch (binding) {
    case 'tfjs-node-gpu':
    case 'tfjs-node':
      return await loadNative(binding, enginesFolder);
    case 'wasm':
    case 'cpu':
      return await loadPortable(binding);
  }
}

async function loadPortable(binding: 'wasm' | 'cpu'): Promise<LoadedBinding> {
  const require = createRequire(import.meta.url);
  const tf = require('@tensorflow/tfjs-core') as Tfjs;
  require(`@tensorflow/tfjs-backend-${binding}`);
  tf.enableProdMode();
  const isWasm = binding === 'wasm';
  if (isWasm) tf.registerKernel(wasmSliceKernel);
  if (!(await tf.setBackend(binding))) throw unavailable(`tfjs-${binding}`, 'its backend does not start', 'choose another engine: "avtool engines:list" lists them');
  return { tf, isWasm, ...(isWasm ? { memoryBytes: WASM_MEMORY_BYTES } : {}), binding, device: 'cpu', version: `${tf.version_core} (tfjs-backend-${binding})` };
}

/** What the native packages add to the functions. */
interface NativeTfjs extends Tfjs {
  readonly version: { readonly 'tfjs-node'?: string };
}

async function loadNative(binding: NativeBinding, enginesFolder: string | undefined): Promise<LoadedBinding> {
  const { require, path } = locate(binding, enginesFolder);
  restoreNullCheck(require);
  let tf: NativeTfjs;
  try {
    tf = require(path) as NativeTfjs;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unavailable(binding, `its package is at ${path} but cannot be loaded: ${reason.split('\n')[0]}`, installs(binding), cause);
  }
  await tf.ready();
  tf.enableProdMode();
  const { binding: native, isUsingGpuDevice: hasGpu = false } = tf.backend() as unknown as { readonly binding?: { readonly TF_Version?: string }; readonly isUsingGpuDevice?: boolean };
  if (binding === 'tfjs-node-gpu' && !hasGpu) throw unavailable(binding, 'TensorFlow finds no CUDA device', 'check the driver with "nvidia-smi", or choose the engine tfjs-node');
  const version = `${tf.version['tfjs-node'] ?? tf.version_core} (${binding}${native?.TF_Version === undefined ? '' : `, TensorFlow ${native.TF_Version}`})`;
  return { tf, isWasm: false, binding, device: hasGpu ? 'cuda' : 'cpu', version };
}

/** Where a native package is: in the engines folder, or where Node finds it from here. @throws AvtoolError ENGINE_UNAVAILABLE */
function locate(binding: NativeBinding, enginesFolder: string | undefined): { readonly require: NodeJS.Require; readonly path: string } {
  const places = [...(enginesFolder === undefined ? [] : [join(enginesFolder, binding, 'package.json')]), import.meta.url];
  for (const place of places) {
    const require = createRequire(place);
    try {
      return { require, path: require.resolve(`@tensorflow/${binding}`) };
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  throw unavailable(binding, 'its package is not installed', installs(binding));
}

const isNotFound = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';

/** tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 and later no longer have. Only this thread's copy of the module is changed. */
function restoreNullCheck(require: NodeJS.Require): void {
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

const installs = (binding: NativeBinding): string => `avtool engines:install ${binding}`;

function unavailable(engine: string, reason: string, fix: string, cause?: unknown): AvtoolError {
  return new AvtoolError({ code: 'ENGINE_UNAVAILABLE', message: `the engine ${engine} cannot be used: ${reason}`, where: `${process.platform}-${process.arch}, Node ${process.versions.node}`, fix, exitCode: 3, cause });
}

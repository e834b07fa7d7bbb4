import { AvtoolError } from '../../../domain/errors.js';
import type { NativeLibrary } from './native-runtime.js';
import type { WebLibrary } from './web-runtime.js';

/** Imports the packages; replaced in tests. */
export interface LibraryLoaders {
  readonly native: () => Promise<NativeLibrary>;
  readonly wasm: () => Promise<WebLibrary>;
}

export type LoadedLibrary =
  | { readonly kind: 'native'; readonly library: NativeLibrary; readonly version: string }
  /** `nativeFault`: why the native library does not compute, where it was asked for. */
  | { readonly kind: 'wasm'; readonly library: WebLibrary; readonly version: string; readonly nativeFault?: string };

const packages: LibraryLoaders = { native: () => import('onnxruntime-node'), wasm: () => import('onnxruntime-web') };

/**
 * Loads onnxruntime-node, or onnxruntime-web where that has no binary; or the latter at once.
 * @throws AvtoolError ENGINE_UNAVAILABLE naming every package that was tried
 */
export async function loadRuntime(wanted: LoadedLibrary['kind'], loaders: LibraryLoaders = packages): Promise<LoadedLibrary> {
  if (wanted === 'wasm') {
    const wasm = await attempt(loaders.wasm);
    if ('fault' in wasm) throw unavailable('the onnxruntime-web engine cannot be loaded', `onnxruntime-web: ${wasm.fault}`);
    return { kind: 'wasm', library: wasm.value, version: wasm.value.env.versions.web ?? 'unknown' };
  }
  const native = await attempt(loaders.native);
  if ('value' in native) {
    // A provider that is not there comes as an exception; the library would log it in red as well.
    native.value.env.logLevel = 'fatal';
    return { kind: 'native', library: native.value, version: native.value.env.versions.node ?? 'unknown' };
  }
  const wasm = await attempt(loaders.wasm);
  if ('fault' in wasm) {
    throw unavailable('the onnxruntime engine cannot be loaded, neither native nor in wasm', `onnxruntime-node on ${process.platform}-${process.arch}: ${native.fault}; onnxruntime-web: ${wasm.fault}`);
  }
  return { kind: 'wasm', library: wasm.value, version: wasm.value.env.versions.web ?? 'unknown', nativeFault: native.fault };
}

type Attempt<Value> = { readonly value: Value } | { readonly fault: string };

async function attempt<Value>(load: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { value: await load() };
  } catch (error) {
    return { fault: (error instanceof Error ? error.message : String(error)).split('\n')[0] };
  }
}

const unavailable = (message: string, where: string): AvtoolError =>
  new AvtoolError({ code: 'ENGINE_UNAVAILABLE', message, where, fix: 'reinstall with "npm ci --include=optional", or choose another engine: "avtool engines:list" lists them', exitCode: 3 });

import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { AvtoolError } from '../../../domain/errors.js';
import type { EngineDevice } from '../../../domain/ports/configuration.js';
import type { DeviceState } from '../../../domain/ports/engine.js';
import { loadRuntime, type LibraryLoaders, type LoadedLibrary } from './load-runtime.js';
import { missingDevice, nativeRuntime, type NativeLibrary } from './native-runtime.js';
import { automaticOrder, deviceNames, providers, type Device } from './providers.js';
import type { OnnxRuntime } from './runtime.js';
import { webRuntime } from './web-runtime.js';

/** What an engine wants to compute with. */
export interface RuntimeRequest {
  readonly library: LoadedLibrary['kind'];
  readonly device: EngineDevice;
  readonly threads: number;
  /** An ONNX model that a device is tried with. */
  readonly probe: Uint8Array<ArrayBuffer>;
}

export interface OpenedRuntime {
  readonly runtime: OnnxRuntime;
  readonly version: string;
  readonly device: Device;
}

/**
 * Loads the library and settles the device, once for all sessions of an engine.
 * @param onNotice is told, on one line each, what `auto` chose and what stands in for a library that cannot be loaded
 * @throws AvtoolError ENGINE_UNAVAILABLE, ENGINE_DEVICE_UNAVAILABLE naming what installs it
 */
export async function openRuntime({ library, device, threads, probe }: RuntimeRequest, onNotice: (line: string) => void, loaders?: LibraryLoaders): Promise<OpenedRuntime> {
  const loaded = await loadRuntime(library, loaders);
  if (loaded.kind === 'native') {
    const chosen = device === 'auto' ? await bestDevice(loaded.library, probe, onNotice) : await checkedDevice(loaded, device, probe);
    return { runtime: nativeRuntime(loaded.library, { device: chosen, threads }, onNotice), version: loaded.version, device: chosen };
  }
  const { nativeFault, version } = loaded;
  if (device !== 'cpu' && device !== 'auto') {
    const why = nativeFault === undefined ? 'it has the CPU only' : `onnxruntime-node cannot be loaded (${nativeFault}), and onnxruntime-web has the CPU only`;
    throw deviceUnavailable({ device, why, where: `onnxruntime-web ${version}`, fix: nativeFault === undefined ? 'choose the engine onnxruntime, or the device cpu' : 'reinstall with "npm ci", or choose the device cpu' });
  }
  if (nativeFault !== undefined) onNotice(`onnxruntime-node cannot be loaded (${nativeFault}): onnxruntime-web ${version} computes instead, about three times slower`);
  else if (device === 'auto') onNotice('onnxruntime-web on cpu: it has no other device');
  return { runtime: webRuntime(loaded.library, threads), version: nativeFault === undefined ? version : `${version} (onnxruntime-web)`, device: 'cpu' };
}

/** Every device of the library, tried. */
export async function deviceStates({ library, probe }: Pick<RuntimeRequest, 'library' | 'probe'>, loaders?: LibraryLoaders): Promise<DeviceState[]> {
  const loaded = await loadRuntime(library, loaders);
  if (loaded.kind === 'wasm') return [{ name: 'cpu' }];
  const states: DeviceState[] = [];
  for (const name of deviceNames) {
    const missing = await missingDevice(loaded.library, name, probe);
    const fix = installing(name);
    states.push(missing === undefined ? { name } : { name, missing, ...(fix !== undefined && { fix }) });
  }
  return states;
}

async function bestDevice(library: NativeLibrary, probe: RuntimeRequest['probe'], onNotice: (line: string) => void): Promise<Device> {
  const missing: string[] = [];
  for (const device of automaticOrder.filter(isOnThisPlatform)) {
    const why = await missingDevice(library, device, probe);
    if (why === undefined) {
      onNotice(`onnxruntime on ${device}: ${missing.length === 0 ? 'the first choice on this platform' : missing.join(', ')}`);
      return device;
    }
    missing.push(`no ${device} (${why})`);
  }
  throw new Error(`onnxruntime-node loads on ${process.platform}-${process.arch}, but no device of it can be used`);
}

async function checkedDevice({ library, version }: { readonly library: NativeLibrary; readonly version: string }, device: Device, probe: RuntimeRequest['probe']): Promise<Device> {
  const why = await missingDevice(library, device, probe);
  if (why === undefined) return device;
  throw deviceUnavailable({ device, why, where: `onnxruntime-node ${version} on ${process.platform}-${process.arch}`, fix: installing(device) ?? 'choose another device: "avtool engines:list" shows them' });
}

const isOnThisPlatform = (device: Device): boolean => device === 'cpu' || providers[device].platforms.includes(`${process.platform}-${process.arch}`);

/** What installs a device; undefined where nothing can. */
const installing = (device: Device): string | undefined => (isOnThisPlatform(device) ? providers[device].install.replace('SCRIPT', installScript()) : undefined);

/** Path of onnxruntime-node's download script, as short as it can be given here. */
function installScript(): string {
  const path = createRequire(import.meta.url).resolve('onnxruntime-node/script/install.js');
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

const deviceUnavailable = ({ device, why, where, fix }: Record<'device' | 'why' | 'where' | 'fix', string>): AvtoolError =>
  new AvtoolError({ code: 'ENGINE_DEVICE_UNAVAILABLE', message: `the device ${device} cannot be used here: ${why}`, where, fix, exitCode: 3 });

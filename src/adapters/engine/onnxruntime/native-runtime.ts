import { existsSync } from 'node:fs';
import type { InferenceSession } from 'onnxruntime-node';
import { providers, type Device } from './providers.js';
import type { OnnxRuntime } from './runtime.js';
import { sessionOptions } from './session-options.js';

/** The module onnxruntime-node, or what a test puts in its place. */
export type NativeLibrary = Pick<typeof import('onnxruntime-node'), 'InferenceSession' | 'Tensor' | 'env'>;

/** A provider that takes no node at all would leave everything to the CPU unsaid. */
const refuseCpu = { disable_cpu_ep_fallback: '1' };
const nodesLeftToCpu = /assigned to the default CPU EP/;

/**
 * onnxruntime-node on one device. The provider is the only one of a session, so that a session without it is an error;
 * single operators that it has not are computed by the CPU, which is said once.
 */
export function nativeRuntime({ InferenceSession, Tensor }: NativeLibrary, { device, threads }: { readonly device: Device; readonly threads: number }, onNotice: (line: string) => void): OnnxRuntime {
  const { option } = providers[device];
  let onDeviceAlone = device !== 'cpu';
  const create = async (model: Uint8Array<ArrayBuffer>): Promise<InferenceSession> => {
    if (!onDeviceAlone) return await InferenceSession.create(model, sessionOptions(option, threads));
    try {
      return await InferenceSession.create(model, sessionOptions(option, threads, refuseCpu));
    } catch (error) {
      if (!nodesLeftToCpu.test(messageOf(error))) throw error;
      onDeviceAlone = false;
      onNotice(`onnxruntime on ${device}: operators that ${device} has not are computed by the CPU`);
      return await InferenceSession.create(model, sessionOptions(option, threads));
    }
  };
  return {
    Tensor,
    async createSession(model) {
      const session = await create(model);
      return { run: async (feeds, fetches) => void (await session.run(feeds, fetches)), release: () => session.release() };
    },
  };
}

/** What a test may replace. */
export interface Machine {
  /** `platform-arch`. */
  readonly platform: string;
  readonly exists: (path: string) => boolean;
}

const thisMachine: Machine = { platform: `${process.platform}-${process.arch}`, exists: existsSync };

/**
 * Tries a device.
 * @param probe an ONNX model that every device must be able to run by itself
 * @returns why it cannot be used here, on one line; undefined where it can
 */
export async function missingDevice({ InferenceSession }: NativeLibrary, device: Device, probe: Uint8Array<ArrayBuffer>, { platform, exists }: Machine = thisMachine): Promise<string | undefined> {
  const { option, platforms, deviceFiles } = providers[device];
  if (!platforms.includes(platform)) return `onnxruntime-node has it on ${platforms.join(', ')} only`;
  if (device === 'cpu') return undefined;
  if (platform.startsWith('linux-') && deviceFiles !== undefined && !deviceFiles.some(exists)) return `there is no GPU: none of ${deviceFiles.join(', ')}`;
  try {
    const session = await InferenceSession.create(probe, sessionOptions(option, 1, refuseCpu));
    await session.release();
    return undefined;
  } catch (error) {
    return reasonOf(messageOf(error));
  }
}

function reasonOf(message: string): string {
  if (/Failed to load shared library/.test(message)) return 'its library cannot be loaded';
  if (/WebGPU adapter/.test(message)) return 'it finds no adapter';
  if (/backend not found/.test(message)) return 'this build of onnxruntime-node has it not';
  if (nodesLeftToCpu.test(message)) return 'it does not take a matrix product';
  return message.split('\n')[0];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

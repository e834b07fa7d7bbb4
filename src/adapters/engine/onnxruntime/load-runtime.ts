import { AvtoolError } from '../../../domain/errors.js';
import type { OnnxRuntime } from './hosted-program.js';

const importRuntime = (): Promise<OnnxRuntime> => import('onnxruntime-node');

/** Loads the native library. @throws AvtoolError ENGINE_UNAVAILABLE where the package or its binary for this platform is missing */
export async function loadRuntime(importer: () => Promise<OnnxRuntime> = importRuntime): Promise<OnnxRuntime> {
  try {
    return await importer();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AvtoolError({
      code: 'ENGINE_UNAVAILABLE',
      message: `the onnxruntime engine cannot be loaded: ${reason.split('\n')[0]}`,
      where: `onnxruntime-node on ${process.platform}-${process.arch}`,
      fix: 'reinstall with "npm ci", or choose another engine: "avtool engines:list" lists them',
      exitCode: 3,
      cause,
    });
  }
}

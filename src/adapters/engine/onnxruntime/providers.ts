import type { InferenceSession } from 'onnxruntime-node';
import type { EngineDevice } from '../../../domain/ports/configuration.js';

/** A device by its own name. */
export type Device = Exclude<EngineDevice, 'auto'>;

/** An execution provider of onnxruntime-node 1.30. */
export interface Provider {
  readonly option: InferenceSession.ExecutionProviderConfig;
  /** `platform-arch` on which the npm package holds it, or can download it. */
  readonly platforms: readonly string[];
  /** On Linux one of them is there where a GPU is. Looked at first where the library prints its own complaints on stderr. */
  readonly deviceFiles?: readonly string[];
  /** What installs it; `SCRIPT` is the package's install script. */
  readonly install: string;
}

const mlProgram = 0x010;
const cpuAndGpu = 0x020;

const download = 'ONNXRUNTIME_NODE_INSTALL=cuda12 node SCRIPT';

/** Device → provider; what is not listed for a platform is in no file of the package. */
export const providers: Readonly<Record<Device, Provider>> = {
  cpu: { option: 'cpu', platforms: ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'], install: 'reinstall with "npm ci"' },
  cuda: { option: 'cuda', platforms: ['linux-x64'], install: `${download}; CUDA 12 and cuDNN 9 on the library path` },
  tensorrt: { option: 'tensorrt', platforms: ['linux-x64'], install: `${download}; CUDA 12, cuDNN 9 and TensorRT 10 on the library path` },
  webgpu: { option: 'webgpu', platforms: ['linux-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'], deviceFiles: ['/dev/dri', '/dev/nvidia0', '/dev/dxg'], install: 'install the driver of a GPU, on Linux with Vulkan' },
  // Core ML's default units compute in half precision.
  coreml: { option: { name: 'coreml', coreMlFlags: mlProgram | cpuAndGpu }, platforms: ['darwin-arm64'], install: 'update macOS' },
  dml: { option: 'dml', platforms: ['win32-x64', 'win32-arm64'], install: 'update Windows and the driver of the GPU (DirectX 12)' },
};

/** What `auto` tries, best first. TensorRT compiles every graph for minutes: it is taken only when it is named. */
export const automaticOrder: readonly Device[] = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'];

export const deviceNames: readonly Device[] = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'coreml', 'dml'];

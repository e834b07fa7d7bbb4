import { createOnnxruntimeEngine, createOnnxruntimeWebEngine } from '../../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import { createTfjsEngine } from '../../../src/adapters/engine/tfjs/tfjs-engine.js';
import type { Engine } from '../../../src/domain/ports/engine.js';
import { nativeTfjs } from '../../adapters/engine/tfjs/native-engine.js';
import { float32Limits, onnxruntimeLimits, onnxruntimeWebLimits, tfjsNodeLimits, tfjsWasmLimits } from './float32-limits.js';

const native = nativeTfjs();

export interface GoldenEngine {
  readonly create: () => Engine;
  /** Cases it cannot pass, with the reason of each; they are skipped by name. */
  readonly limits: ReadonlyMap<string, string>;
  /** Why only `npm run golden` runs it, not the test suite. */
  readonly commandOnly?: string;
}

/** Every engine that runs the golden cases, by name. The numbers are float64, so onnxruntime is held against them in float64 and, as it trains, in float32. */
export const goldenEngines: Readonly<Record<string, GoldenEngine>> = {
  reference: { create: () => createReferenceEngine(), limits: new Map() },
  onnxruntime: { create: () => createOnnxruntimeEngine({ precision: 'float64' }), limits: new Map() },
  'onnxruntime-float32': { create: () => createOnnxruntimeEngine(), limits: onnxruntimeLimits },
  'onnxruntime-web': { create: () => createOnnxruntimeWebEngine({ threads: 1 }), limits: onnxruntimeWebLimits },
  'tfjs-wasm': { create: () => createTfjsEngine({ binding: 'wasm' }), limits: tfjsWasmLimits },
  'tfjs-cpu': { create: () => createTfjsEngine({ binding: 'cpu' }), limits: float32Limits, commandOnly: 'the same lowerings as tfjs-wasm in twice the time' },
  ...('create' in native ? { 'tfjs-node': { create: native.create, limits: tfjsNodeLimits, commandOnly: 'needs TensorFlow' } } : {}),
};

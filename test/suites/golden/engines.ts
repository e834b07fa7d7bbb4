import { createOnnxruntimeEngine } from '../../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import type { Engine } from '../../../src/domain/ports/engine.js';
import { float32Limits } from './float32-limits.js';

export interface GoldenEngine {
  readonly create: () => Engine;
  /** Cases it cannot pass, with the reason of each; they are skipped by name. */
  readonly limits: ReadonlyMap<string, string>;
}

/** Every engine that runs the golden cases, by name. The numbers are float64, so onnxruntime is held against them in float64 and, as it trains, in float32. */
export const goldenEngines: Readonly<Record<string, GoldenEngine>> = {
  reference: { create: () => createReferenceEngine(), limits: new Map() },
  onnxruntime: { create: () => createOnnxruntimeEngine({ precision: 'float64' }), limits: new Map() },
  'onnxruntime-float32': { create: () => createOnnxruntimeEngine(), limits: float32Limits },
};

import { createOnnxruntimeEngine } from '../../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { createReferenceEngine } from '../../../src/adapters/engine/reference/reference-engine.js';
import type { Engine } from '../../../src/domain/ports/engine.js';

/** Every engine that must pass the golden cases, by name. */
export const goldenEngines: Readonly<Record<string, () => Engine>> = {
  reference: () => createReferenceEngine(),
  onnxruntime: () => createOnnxruntimeEngine({ precision: 'float64' }),
};

import { createOnnxruntimeEngine } from '../../../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { describeEngineContract } from '../../../suites/engine/engine-contract.js';

describeEngineContract('onnxruntime', () => createOnnxruntimeEngine(), { tolerance: 1e-5, busyProducts: 8000 });

import { createOnnxruntimeEngine } from '../../../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { describeEngineContract } from '../../../suites/engine/engine-contract.js';
import { describeRandomGraphs } from '../../../suites/engine/random-graphs.js';

describeEngineContract('onnxruntime', () => createOnnxruntimeEngine(), { tolerance: 1e-5, busyProducts: 8000 });
describeRandomGraphs('onnxruntime', () => createOnnxruntimeEngine(), { tolerance: 1e-4, runs: 200 });

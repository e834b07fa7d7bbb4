import { createOnnxruntimeWebEngine } from '../../../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { describeEngineContract } from '../../../suites/engine/engine-contract.js';
import { describeRandomGraphs } from '../../../suites/engine/random-graphs.js';

describeEngineContract('onnxruntime-web', () => createOnnxruntimeWebEngine(), { tolerance: 1e-5, busyProducts: 2000 });
describeRandomGraphs('onnxruntime-web', () => createOnnxruntimeWebEngine(), { tolerance: 1e-4, runs: 200 });

import { createReferenceEngine } from '../../../../src/adapters/engine/reference/reference-engine.js';
import { describeEngineContract } from '../../../suites/engine/engine-contract.js';

// Double precision throughout.
describeEngineContract('reference', createReferenceEngine, { tolerance: 1e-13, busyProducts: 150 });

import { describe, it } from 'vitest';
import { createTfjsEngine } from '../../../../src/adapters/engine/tfjs/tfjs-engine.js';
import type { Engine } from '../../../../src/domain/ports/engine.js';
import { describeEngineContract } from '../../../suites/engine/engine-contract.js';
import { describeRandomGraphs } from '../../../suites/engine/random-graphs.js';
import { nativeTfjs } from './native-engine.js';

const wasm = (): Engine => createTfjsEngine({ binding: 'wasm' });
const cpu = (): Engine => createTfjsEngine({ binding: 'cpu' });
const native = nativeTfjs();

// float32: 24 bits of a number, 1.2e-7; the longest sums of the cases lose a digit.
describeEngineContract('tfjs-wasm', wasm, { tolerance: 1e-5, busyProducts: 2000 });
describeEngineContract('tfjs-cpu', cpu, { tolerance: 1e-5, busyProducts: 100 });
// Chains of up to nine operators and their gradients: two digits more.
describeRandomGraphs('tfjs-wasm', wasm, { tolerance: 1e-4, runs: 200 });
describeRandomGraphs('tfjs-cpu', cpu, { tolerance: 1e-4, runs: 50 });

if ('create' in native) {
  describeEngineContract('tfjs-node', native.create, { tolerance: 1e-5, busyProducts: 4000 });
  describeRandomGraphs('tfjs-node', native.create, { tolerance: 1e-4, runs: 200 });
} else describe('engine tfjs-node', () => it.skip(`cannot run here: ${native.missing}`));

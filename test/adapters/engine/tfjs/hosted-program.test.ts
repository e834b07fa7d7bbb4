import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownedArray, type EngineArray } from '../../../../src/adapters/engine/tfjs/checked-array.js';
import { HostedProgram } from '../../../../src/adapters/engine/tfjs/hosted-program.js';
import { loadBinding, type LoadedBinding } from '../../../../src/adapters/engine/tfjs/load-binding.js';
import { planGraph } from '../../../../src/adapters/engine/tfjs/plan-graph.js';
import { buildGraph, type Graph } from '../../../../src/domain/graph/graph.js';
import { gradients } from '../../../../src/domain/graph/gradients.js';
import { constant, input, variableTensor } from '../../../../src/domain/graph/leaves.js';
import { add, conv, gather, gelu, gemm, layerNormalization, mul, reduceMean, reshape, softmax, sub, topK } from '../../../../src/domain/graph/operations.js';
import { elementCount } from '../../../../src/domain/graph/shapes.js';
import type { Shape, Variable } from '../../../../src/domain/graph/tensor.js';

const aVariable = (name: string, shape: Shape): Variable => ({ name, dtype: 'float32', shape, kind: 'parameter', trainable: true, initialiser: { kind: 'constant', value: 0 } });
const waves = (shape: Shape): Float32Array<ArrayBuffer> => Float32Array.from({ length: elementCount(shape) }, (_, k) => Math.sin(1 + k) / 2);

/** Two layers, a convolution, a norm and a choice of columns, trained by plain descent; `swapped` variables change places in every run. */
function smallTraining(): Graph {
  const weights = [aVariable('first', [6, 8]), aVariable('second', [8, 3]), aVariable('taps', [1, 1, 3]), aVariable('scale', [8]), aVariable('shift', [8])];
  const [first, second, taps, scale, shift] = weights.map(variableTensor);
  const x = input('x', [4, 6]);
  const smoothed = reshape(conv(reshape(x, [4, 1, 6]), taps, { begins: [1], ends: [1] }), [4, 6]);
  const hidden = layerNormalization(gelu(gemm(smoothed, first)), scale, shift, 1e-5);
  const scores = softmax(gemm(hidden, second), 1);
  const error = sub(gather(scores, constant([2, 0], [2], 'int32'), 1), constant([0.9, 0.05]));
  const loss = reduceMean(mul(error, error));
  const slopes = gradients(loss, [first, second, taps, scale, shift]);
  const [left, right] = [aVariable('left', [2]), aVariable('right', [2])];
  const updates = weights.map((variable, k) => ({ variable, next: sub(variableTensor(variable), mul(slopes[k]!, 0.1)) }));
  return buildGraph({ loss, best: topK(scores, 1, 1)[1], twice: loss, x }, [...updates, { variable: left, next: variableTensor(right) }, { variable: right, next: variableTensor(left) }]);
}

describe.each(['wasm', 'cpu'] as const)('a program in the memory of tfjs-%s', (binding) => {
  let backend: LoadedBinding;
  beforeAll(async () => {
    backend = await loadBinding({ candidates: [binding], enginesFolder: undefined });
  });
  afterAll(() => expect(backend.tf.memory().numTensors).toBe(0));

  function hosted(graph: Graph): HostedProgram {
    const plan = planGraph(graph);
    const state: Record<string, EngineArray> = Object.fromEntries(plan.variables.map(({ name, ...type }) => [name, ownedArray(name, type, { ...type, data: waves(type.shape) })]));
    return new HostedProgram(backend, plan, state);
  }

  it('keeps as many tensors and bytes after 1,000 training steps as after the first, and none when it is released', () => {
    const program = hosted(smallTraining());
    const step = (): number => program.run({ x: waves([4, 6]) }).loss[0];
    const before = step();
    const { numTensors, numBytes } = backend.tf.memory();
    for (let k = 1; k < 1000; k++) step();
    const after = step();
    expect({ ...backend.tf.memory() }).toMatchObject({ numTensors, numBytes });
    // It did learn, so the steps were no empty ones.
    expect(after).toBeLessThan(before / 2);
    program.release();
    expect({ ...backend.tf.memory() }).toMatchObject({ numTensors: 0, numBytes: 0 });
  });

  it('keeps nothing of a run that fails, and goes on', () => {
    const rows = gather(mul(input('x', [3]), 2), input('indices', [2], 'int32'), 0);
    const program = hosted(buildGraph({ y: add(rows, 1), kept: mul(rows, 3) }));
    const held = backend.tf.memory().numTensors;
    expect(() => program.run({ x: waves([3]), indices: Int32Array.of(0, 9) })).toThrow(/9/);
    expect(backend.tf.memory().numTensors).toBe(held);
    expect([...program.run({ x: Float32Array.of(1, 2, 3), indices: Int32Array.of(2, 0) }).y]).toEqual([7, 3]);
    program.release();
  });

  it('replaces written and updated variables without keeping the old ones', () => {
    const count = aVariable('count', [4]);
    const program = hosted(buildGraph({}, [{ variable: count, next: add(variableTensor(count), 1) }]));
    const { numTensors, numBytes } = backend.tf.memory();
    for (let k = 0; k < 5; k++) {
      program.write({ count: Float32Array.of(k, k, k, k) });
      program.run({});
    }
    expect([...program.read(['count']).count]).toEqual([5, 5, 5, 5]);
    expect({ ...backend.tf.memory() }).toMatchObject({ numTensors, numBytes });
    program.release();
  });
});

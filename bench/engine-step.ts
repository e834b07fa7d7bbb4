import { createOnnxruntimeEngine } from '../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { buildGraph, type Graph } from '../src/domain/graph/graph.js';
import { input, variableTensor } from '../src/domain/graph/leaves.js';
import { add, gemm, mul, reduceSum, sub } from '../src/domain/graph/operations.js';
import { elementCount } from '../src/domain/graph/shapes.js';
import type { Shape, TensorValue, Variable } from '../src/domain/graph/tensor.js';
import { spreadOf, type Spread } from './spread.js';

interface Case {
  readonly name: string;
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Shape>>;
  /** Multiply-adds of one run, where they are the point. */
  readonly multiplyAdds?: number;
}

const value = (shape: Shape): TensorValue => ({ dtype: 'float32', shape, data: new Float32Array(elementCount(shape)).fill(0.5) });

function tiny(): Case {
  return { name: 'tiny graph: one addition of 16 numbers', graph: buildGraph({ y: add(input('x', [16]), 1) }), inputs: { x: [16] } };
}

function manyVariables(count: number, size: number): Case {
  const rate = input('rate', []);
  const variables = Array.from({ length: count }, (_, k): Variable => ({ name: `v${k}`, dtype: 'float32', shape: [size], kind: 'parameter', trainable: true, initialiser: { kind: 'constant', value: 0.5 } }));
  const updates = variables.map((variable) => ({ variable, next: sub(variableTensor(variable), mul(variableTensor(variable), rate)) }));
  return { name: `${count} variables of ${size} numbers, all updated`, graph: buildGraph({ first: reduceSum(updates[0].next) }, updates), inputs: { rate: [] } };
}

function product(size: number): Case {
  const y = gemm(input('a', [size, size]), input('b', [size, size]));
  return { name: `product ${size} × ${size} × ${size}`, graph: buildGraph({ y }), inputs: { a: [size, size], b: [size, size] }, multiplyAdds: size ** 3 };
}

export interface EngineStepRecord {
  readonly case: string;
  readonly milliseconds: Spread;
  /** Of the best run. */
  readonly gigaflops?: number;
}

/** What a run of the onnxruntime engine costs beside the mathematics, and the speed of its products. @param seconds spent on each case, at least ten runs */
export async function measureEngineSteps(threads: number, seconds: number): Promise<EngineStepRecord[]> {
  const engine = createOnnxruntimeEngine({ threads });
  const records: EngineStepRecord[] = [];
  for (const { name, graph, inputs, multiplyAdds } of [tiny(), manyVariables(1000, 64), manyVariables(2400, 64), manyVariables(1000, 4095), manyVariables(1000, 4096), product(2048)]) {
    const initialState = new Map(graph.variables.map((variable) => [variable.name, value(variable.shape)]));
    const program = await engine.compile(graph, { initialState });
    const times: number[] = [];
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end || times.length < 10) {
      const fed = Object.fromEntries(Object.entries(inputs).map(([key, shape]) => [key, value(shape)]));
      const start = performance.now();
      await program.run(fed);
      times.push(performance.now() - start);
    }
    await program.dispose();
    const milliseconds = spreadOf(times.slice(3));
    records.push({ case: name, milliseconds, ...(multiplyAdds !== undefined && { gigaflops: (2 * multiplyAdds) / (milliseconds.min * 1e6) }) });
  }
  await engine.dispose();
  return records;
}

/**
 * What a run of the onnxruntime engine costs beside the mathematics, and the speed of its products.
 * npx tsx bench/engine-step.ts [--seconds 2]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createOnnxruntimeEngine } from '../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { buildGraph, type Graph } from '../src/domain/graph/graph.js';
import { input, variableTensor } from '../src/domain/graph/leaves.js';
import { add, gemm, mul, reduceSum, sub } from '../src/domain/graph/operations.js';
import { elementCount } from '../src/domain/graph/shapes.js';
import type { Shape, TensorValue, Variable } from '../src/domain/graph/tensor.js';

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

const { values: flags } = parseArgs({ options: { seconds: { type: 'string', default: '2' } } });
const seconds = Number(flags.seconds);
const engine = createOnnxruntimeEngine();
const { version, threads } = await engine.describe();
console.log(`onnxruntime ${version}, ${threads} threads, ${cpus()[0].model}, Node ${process.version}`);
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
  const sorted = times.slice(3).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)];
  const speed = multiplyAdds === undefined ? '' : `, best ${((2 * multiplyAdds) / (at(0) * 1e6)).toFixed(0)} GFLOP/s`;
  console.log(`${name}: median ${at(0.5).toFixed(3)} ms (best ${at(0).toFixed(3)}, 90 % ${at(0.9).toFixed(3)}) of ${sorted.length} runs${speed}`);
}
await engine.dispose();

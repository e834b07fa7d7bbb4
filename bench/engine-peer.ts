/** Our side of a comparison: one step of a case for every line on stdin. `engine-peer.ts CASE train|infer THREADS` */
import { createInterface } from 'node:readline';
import { createOnnxruntimeEngine } from '../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import type { TensorValue } from '../src/domain/graph/tensor.js';
import { aveCases, evaluationGraphOf, inputsOf, stateOf, trainingGraphOf } from './ave-cases.js';

const [name, what, threads] = process.argv.slice(2);
const aveCase = aveCases.find((candidate) => candidate.name === name);
if (aveCase === undefined || threads === undefined) throw new Error(`known cases: ${aveCases.map((known) => known.name).join(', ')}`);

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const engine = createOnnxruntimeEngine({ threads: Number(threads) });
const { version } = await engine.describe();
const before = cpuSeconds();
const graph = what === 'train' ? trainingGraphOf(aveCase) : evaluationGraphOf(aveCase);
const built = cpuSeconds();
const state = stateOf(graph.variables);
const drawn = cpuSeconds();
const program = await engine.compile(graph, { initialState: state });
say({ onnxruntime: version, calls: graph.calls.length, buildSeconds: built - before, compileSeconds: cpuSeconds() - drawn });

const inputs = inputsOf(graph, aveCase.shape);
for await (const _line of createInterface({ input: process.stdin })) {
  // The engine takes the buffers over.
  const fed = Object.fromEntries(Object.entries(inputs).map(([key, value]): [string, TensorValue] => [key, { ...value, data: value.data.slice() }]));
  const [cpu, start] = [cpuSeconds(), performance.now()];
  const outputs = await program.run(fed);
  const seconds = (performance.now() - start) / 1000;
  const told = what === 'train' ? ['loss'] : ['isEventScores', 'eventScores', 'audioVisualGate', 'avScore'];
  say({ seconds, cpuSeconds: cpuSeconds() - cpu, peakBytes: process.resourceUsage().maxRSS * 1024, outputs: Object.fromEntries(told.map((key) => [key, Array.from(outputs[key].data)])) });
}
await program.dispose();
await engine.dispose();

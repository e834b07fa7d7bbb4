/** Our side of a comparison: one step of a case for every line on stdin. `engine-peer.ts CASE train|infer THREADS [SHARE]`; SHARE bounds the intermediates to a part of what they would take. */
import { createInterface } from 'node:readline';
import { createOnnxruntimeEngine } from '../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { compileParts, variablesOf } from '../src/app/compile-parts.js';
import type { Graph } from '../src/domain/graph/graph.js';
import { liveBytes } from '../src/domain/graph/passes/live-bytes.js';
import { recompute } from '../src/domain/graph/passes/recompute.js';
import type { TensorValue } from '../src/domain/graph/tensor.js';
import type { Program } from '../src/domain/ports/engine.js';
import { aveCases, evaluationPartsOf, inputsOf, stateOf, trainingPartsOf, type AveCase } from './ave-cases.js';

const [name, what, threads, share = '1'] = process.argv.slice(2);
const aveCase = aveCases.find((candidate) => candidate.name === name);
if (aveCase === undefined || threads === undefined) throw new Error(`known cases: ${aveCases.map((known) => known.name).join(', ')}`);

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const engine = createOnnxruntimeEngine({ threads: Number(threads) });
const { version } = await engine.describe();
const { program, graph } = await compiled(aveCase);
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

/** The first values go out of scope with this function. */
async function compiled(of: AveCase): Promise<{ program: Program; graph: Graph }> {
  const before = cpuSeconds();
  const parts = what === 'train' ? trainingPartsOf(of) : evaluationPartsOf(of);
  const { graph: full } = parts;
  const { graph: step, peakBytes } = what === 'train' ? recompute(full, { budgetBytes: Number(share) * liveBytes(full).peak, boundary: full.outputs.loss }) : { graph: full, peakBytes: liveBytes(full).peak };
  const built = cpuSeconds();
  const values = stateOf(variablesOf(parts));
  const drawn = cpuSeconds();
  const made = await compileParts(engine, { ...parts, graph: step }, values);
  say({ onnxruntime: version, calls: step.calls.length, intermediateBytes: peakBytes, buildSeconds: built - before, compileSeconds: cpuSeconds() - drawn });
  return { program: made, graph: step };
}

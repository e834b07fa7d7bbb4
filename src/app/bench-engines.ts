import { AvtoolError } from '../domain/errors.js';
import type { TensorValue } from '../domain/graph/tensor.js';
import type { Engine, EngineDefinition, EngineOptions } from '../domain/ports/engine.js';
import { initialState } from '../domain/training/initialise.js';
import { benchInputs, inputsOf } from './bench-inputs.js';
import type { BenchedEngine, BenchReport, FailedEngine, RunTimes } from './bench-report.js';
import { benchLines } from './bench-table.js';
import { compileParts, graphParts, variablesOf, type GraphParts } from './compile-parts.js';
import { largestDifference } from './largest-difference.js';
import { planRun } from './model-plan.js';
import { unknownName } from './plugin-registry.js';
import type { Services } from './services.js';
import { evaluationGraph, trainingGraph } from './task-graphs.js';
import type { BenchRequest } from './use-case-requests.js';

const referenceName = 'reference';
const seed = 0;

/** Runs one training step and one forward pass of a model on every engine, from the same weights and inputs, one engine after the other. */
export async function benchEngines(services: Services, request: BenchRequest): Promise<BenchReport> {
  const { task, shape, signal } = request;
  const definitions = await chosenEngines(services, request);
  const bench = await prepareBench(services, request);
  const engines: (BenchedEngine | FailedEngine)[] = [];
  let compared: { readonly name: string; readonly results: Results } | undefined;
  services.reporter.start('Measuring', definitions.length, 'engines');
  for (const definition of definitions) {
    if (signal.aborted) break;
    const measured = await measureEngine(services, definition, bench, request);
    if ('unavailable' in measured) engines.push(measured);
    else {
      const { results, ...engine } = measured;
      engines.push({ ...engine, ...(compared !== undefined && { differences: differencesOf(compared.results, results) }) });
      compared ??= { name: definition.name, results };
    }
    services.reporter.advance(engines.length);
  }
  services.reporter.finish(`${engines.length} of ${definitions.length} engines are measured`);
  const report = { task: task.name, size: request.encoder?.name ?? request.size, clips: shape.clips, steps: request.steps, comparedWith: compared?.name, engines };
  const wanting = request.engines !== undefined && engines.some((engine) => 'unavailable' in engine);
  return { ...report, ...(wanting && { exitCode: 1 as const }), ...(signal.aborted && { stopped: 'interrupted' as const }), lines: benchLines(report) };
}

/** The reference first: the others are held against it. @throws AvtoolError ENGINE_UNKNOWN with the nearest names */
async function chosenEngines(services: Services, { engines, reference }: BenchRequest): Promise<EngineDefinition[]> {
  const all = await services.engines();
  const wanted = (engines ?? all.map(({ name }) => name)).map((name) => {
    const found = all.find((engine) => engine.name === name);
    if (found === undefined) throw unknownName('engine', name, all.map((engine) => engine.name));
    return found;
  });
  const oracle = all.find(({ name }) => name === referenceName);
  return [...(reference && oracle !== undefined ? [oracle] : []), ...wanted.filter((engine) => engine !== oracle)];
}

interface Bench {
  readonly training: GraphParts;
  readonly forward: GraphParts;
  readonly weights: ReadonlyMap<string, TensorValue>;
  readonly inputs: Readonly<Record<string, TensorValue>>;
}

async function prepareBench(services: Services, { task, size, encoder, model, shape }: BenchRequest): Promise<Bench> {
  // Every batch a step: with accumulation some would be cheaper than others.
  const plan = await planRun(task, { size, recipe: Object.keys(task.recipes)[0], ...(encoder && { encoder }), model, training: { accumulate: 1 } }, services.adapter);
  const training = trainingGraph(task, plan, shape);
  const forward = graphParts(evaluationGraph(task, plan, shape));
  const random = services.random(seed);
  return { training, forward, weights: initialState([...variablesOf(training), ...variablesOf(forward)], random.fork('weights')), inputs: benchInputs(task, plan, training, shape, random.fork('inputs')) };
}

/** Outputs of the first run of each graph. */
interface Results {
  readonly training: Readonly<Record<string, TensorValue>>;
  readonly forward: Readonly<Record<string, TensorValue>>;
}

async function measureEngine(services: Services, definition: EngineDefinition, bench: Bench, { steps, threads, device, signal }: BenchRequest): Promise<(BenchedEngine & { readonly results: Results }) | FailedEngine> {
  const options: EngineOptions = { threads, device, onNotice: (line) => services.reporter.info(line) };
  // The reference is there to be right: it computes everything once.
  const timed = definition.name === referenceName ? 0 : steps;
  const before = process.memoryUsage().rss;
  try {
    const engine = await definition.create(options);
    try {
      const { name, version, device: actualDevice, threads: actualThreads } = await engine.describe();
      const training = await measureGraph(services, engine, bench.training, bench, timed, signal);
      const forward = await measureGraph(services, engine, bench.forward, bench, timed, signal);
      return {
        name,
        version,
        device: actualDevice,
        threads: actualThreads,
        trainingStep: training.times,
        forward: forward.times,
        grownBytes: Math.max(0, training.residentBytes - before, forward.residentBytes - before),
        results: { training: training.outputs, forward: forward.outputs },
      };
    } finally {
      await engine.dispose();
    }
  } catch (error) {
    return { name: definition.name, unavailable: error instanceof Error ? error.message : String(error), ...(error instanceof AvtoolError && error.fix !== undefined && { fix: error.fix }) };
  }
}

async function measureGraph({ clock }: Services, engine: Engine, parts: GraphParts, { weights, inputs }: Bench, timed: number, signal: AbortSignal) {
  const program = await compileParts(engine, parts, weights);
  try {
    let residentBytes = 0;
    const run = async (): Promise<{ outputs: Record<string, TensorValue>; milliseconds: number }> => {
      const values = inputsOf(parts.graph.inputs, inputs);
      const begun = clock.monotonicMilliseconds();
      const outputs = await program.run(values);
      const milliseconds = clock.monotonicMilliseconds() - begun;
      residentBytes = Math.max(residentBytes, process.memoryUsage().rss);
      return { outputs, milliseconds };
    };
    const first = await run();
    const times: number[] = [];
    while (times.length < timed && !signal.aborted) times.push((await run()).milliseconds);
    return { outputs: first.outputs, times: timesOf(times.length === 0 ? [first.milliseconds] : times), residentBytes };
  } finally {
    await program.dispose();
  }
}

function timesOf(milliseconds: readonly number[]): RunTimes {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return { runs: sorted.length, median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2, min: sorted[0], max: sorted[sorted.length - 1] };
}

function differencesOf(expected: Results, actual: Results): NonNullable<BenchedEngine['differences']> {
  const outputs = (['training', 'forward'] as const).flatMap((graph) => Object.keys(expected[graph]).map((name) => largestDifference(expected[graph][name].data, actual[graph][name]?.data ?? [])));
  return { loss: largestDifference(expected.training.loss.data, actual.training.loss.data), outputs: Math.max(...outputs) };
}

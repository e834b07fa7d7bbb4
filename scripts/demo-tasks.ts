/** `npm run demo:tasks`: segmentation, video parsing and question answering on rendered scenes, each with and without DG-SCT. */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { avtool, commandLine } from './demo/avtool.js';

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string', default: 'demo-tasks' },
    train: { type: 'string', default: '128' },
    seed: { type: 'string', default: '1' },
  },
});
const folder = resolve(options.folder);
const started = performance.now();

/** What is trained, for how long, and on which prepared clips. */
const tasks = [
  { name: 'avs', cache: 'cache/scenes', epochs: 6, batchSize: 2, rate: 0.002 },
  { name: 'llp', cache: 'cache/scenes', epochs: 4, batchSize: 4, rate: 0.003 },
  { name: 'avqa', cache: 'cache/scenes-questions', epochs: 1, batchSize: 8, rate: 0.003 },
] as const;

const variants = [
  { name: 'without adapters', folder: 'plain', settings: ['--set', 'model.adapter=none'] },
  { name: 'DG-SCT', folder: 'dgsct', settings: [] },
] as const;

const configuration = {
  engine: { threads: 1 },
  train: { optimiser: 'adamw', weightDecay: 0.01, earlyStop: 100, schedule: { kind: 'cosine-warmup', warmupSteps: 10, minimum: 0 } },
};

interface Row {
  readonly task: string;
  readonly variant: string;
  readonly main: string;
  readonly value: number;
  readonly baselines: readonly { readonly name: string; readonly value: number }[];
  readonly report: string;
}

await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'avtool.config.json'), `${JSON.stringify(configuration, undefined, 2)}\n`);
process.chdir(folder);

say(`Everything goes to ${options.folder}/. The clips are rendered scenes, not real recordings.`);
await run(['scenes:render', '--data', 'scenes', '--seed', '0', '--clips', `train=${options.train}`, '--clips', 'val=16', '--clips', 'test=48']);
await run(['avs:prepare', '--dataset', 'scenes', '--data', 'scenes', '--cache', 'cache/scenes']);
await run(['avqa:prepare', '--dataset', 'scenes-questions', '--data', 'scenes', '--cache', 'cache/scenes-questions']);

// The longest jobs first; one engine thread a job and as many jobs as cores.
const queue = tasks.flatMap((task) => variants.map((variant) => ({ task, variant }))).reverse();
const rows: Row[] = [];
await Promise.all(Array.from({ length: Math.max(1, Math.min(cpus().length, 4)) }, worker));

say('\nOne seed, little training: differences of a few points mean nothing here.');
for (const { name } of tasks) {
  const own = rows.filter(({ task }) => task === name).sort((a, b) => variants.findIndex((v) => v.name === a.variant) - variants.findIndex((v) => v.name === b.variant));
  const [first] = own;
  say(`\n${name}: ${first.main}, % of the test split`);
  for (const { name: baseline, value } of first.baselines) say(`  ${value.toFixed(1).padStart(5)}  ${baseline}`);
  for (const { variant, value, report } of own) say(`  ${value.toFixed(1).padStart(5)}  ${variant}   (${join(options.folder, report)})`);
}
say(`\nDone in ${((performance.now() - started) / 60_000).toFixed(1)} minutes.`);

async function worker(): Promise<void> {
  for (let job = queue.pop(); job !== undefined; job = queue.pop()) {
    const { task, variant } = job;
    const runFolder = `runs/${task.name}-${variant.folder}`;
    await run([`${task.name}:train`, '--cache', task.cache, '--run', runFolder, '--size', 'scenes-tiny', '--seed', options.seed, '--epochs', String(task.epochs), '--batch-size', String(task.batchSize), '--lr', String(task.rate), ...variant.settings]);
    const evaluation = await run([`${task.name}:eval`, '--run', runFolder, '--cache', task.cache]);
    rows.push({ ...(evaluation as unknown as Omit<Row, 'task' | 'variant' | 'value'>), task: task.name, variant: variant.name, value: (evaluation.metrics as Record<string, number>)[String(evaluation.main)] });
  }
}

async function run(args: readonly string[]): Promise<Record<string, unknown>> {
  const begun = performance.now();
  const document = await avtool(args);
  say(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  $ ${commandLine(args)}   (${((performance.now() - begun) / 1000).toFixed(0)} s)`);
  return document;
}

function say(line: string): void {
  console.log(line);
}

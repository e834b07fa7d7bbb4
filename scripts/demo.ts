/** `npm run demo`: the main job on rendered scenes, from video files to a comparison of ways to combine sight and sound. */
import { access, mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { avtool, commandLine } from './demo/avtool.js';
import { predictionLines } from './demo/prediction.js';
import { compareVariants, type VariantResult } from './demo/comparison.js';
import { variants } from './demo/variants.js';

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string', default: 'demo' },
    seeds: { type: 'string', default: '1,2' },
    train: { type: 'string', default: '360' },
    epochs: { type: 'string', default: '4' },
    /** Seed of the scenes; training seeds are --seeds. */
    scenes: { type: 'string', default: '0' },
  },
});
const folder = resolve(options.folder);
const seeds = options.seeds.split(',').map(Number);
const started = performance.now();

/** Settings of every command below, as a user would keep them beside the data. */
const configuration = {
  data: { dataset: 'scenes', folder: 'scenes', cache: 'cache' },
  engine: { threads: 1 },
  train: { epochs: Number(options.epochs), batchSize: 8, accumulate: 1, optimiser: 'adamw', learningRate: 0.003, weightDecay: 0.01, earlyStop: 100, schedule: { kind: 'cosine-warmup', warmupSteps: 20, minimum: 0 } },
};

await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'avtool.config.json'), `${JSON.stringify(configuration, undefined, 2)}\n`);
process.chdir(folder);

say(`Everything goes to ${options.folder}/. The clips are rendered scenes, not real recordings.`);
await run(['scenes:render', '--seed', options.scenes, '--clips', `train=${options.train}`, '--clips', 'val=32', '--clips', 'test=120']);
await run(['ave:prepare']);

const jobs = seeds.flatMap((seed) => variants.map((variant) => ({ seed, variant, folder: `runs/${variant.folder}-${seed}` })));
const results: VariantResult[] = [];
// One engine thread a job and as many jobs as cores: small graphs gain more from a second job than from a second thread.
const queue = [...jobs].reverse();
await Promise.all(Array.from({ length: Math.max(1, Math.min(cpus().length, 4)) }, worker));

const predicted = await run(['ave:predict', 'scenes/clips/test-00000.mp4', '--run', `runs/dgsct-${seeds[0]}`]);
say(predictionLines(predicted).join('\n'));
const comparison = await compareVariants(results, { seeds, command: 'npm run demo', seconds: elapsed() });
await writeFile('report.html', comparison.html);
say(`\n${comparison.lines.join('\n')}`);
say(`\nReport of the comparison: ${join(options.folder, 'report.html')}; of each run: ${join(options.folder, 'runs', '*', 'report.html')}`);
say(`Done in ${(elapsed() / 60).toFixed(1)} minutes.`);

async function worker(): Promise<void> {
  for (let job = queue.pop(); job !== undefined; job = queue.pop()) {
    const settings = job.variant.settings.flatMap((setting) => ['--set', setting]);
    const resume = (await exists(job.folder)) ? ['--resume'] : [];
    await run(['ave:train', '--run', job.folder, '--size', 'scenes-tiny', '--seed', String(job.seed), ...settings, ...resume]);
    const evaluation = await run(['ave:eval', '--run', job.folder]);
    results.push({ variant: job.variant, seed: job.seed, evaluation });
  }
}

async function run(args: readonly string[]): Promise<Record<string, unknown>> {
  const begun = performance.now();
  const document = await avtool(args);
  say(`${elapsed().toFixed(0).padStart(4)} s  $ ${commandLine(args)}   (${((performance.now() - begun) / 1000).toFixed(0)} s)`);
  return document;
}

function elapsed(): number {
  return (performance.now() - started) / 1000;
}

function say(line: string): void {
  console.log(line);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

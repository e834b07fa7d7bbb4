/** `npm run demo:zeroshot`: names that no training has seen, asked of a small CLIP and CLAP, before and after DG-SCT modules are pre-trained. */
import { access, mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { htmlReportWriter } from '../src/adapters/report/html/html-report-writer.js';
import { summarise } from '../src/domain/experiments/statistics.js';
import type { ComparisonRow } from '../src/domain/ports/report.js';
import { seenCombos, unseenCombos } from '../src/plugins/scenes/combos/combos.js';
import { avtool, commandLine } from './demo/avtool.js';
import { comparisonLine, numberAt } from './demo/comparison-rows.js';

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string', default: 'demo-zeroshot' },
    /** Of clips and of pre-training alike. */
    seeds: { type: 'string', default: '1,2,3' },
    train: { type: 'string', default: '384' },
    test: { type: 'string', default: '96' },
    epochs: { type: 'string', default: '6' },
  },
});
const folder = resolve(options.folder);
const seeds = options.seeds.split(',').map(Number);
const started = performance.now();

const configuration = {
  engine: { threads: 1 },
  train: { epochs: Number(options.epochs), batchSize: 8, accumulate: 1, optimiser: 'adamw', learningRate: 0.002, weightDecay: 0.01, earlyStop: 100, schedule: { kind: 'cosine-warmup', warmupSteps: 10, minimum: 0 } },
};

/** Which scores decide. */
const fusions = [
  { rule: 'image-only', words: 'pictures alone' },
  { rule: 'audio-only', words: 'sound alone' },
  { rule: 'fixed', words: 'both' },
] as const;

/** Whose modules. */
const models = [
  { folder: 'plain', words: 'CLIP and CLAP', note: 'no training on clips at all' },
  { folder: 'modules', words: 'with DG-SCT', note: 'modules pre-trained on clips of the seen names' },
] as const;

await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'avtool.config.json'), `${JSON.stringify(configuration, undefined, 2)}\n`);
process.chdir(folder);

say(`Everything goes to ${options.folder}/. The clips are rendered scenes, not real recordings; CLIP and CLAP are small ones, pre-trained on rendered pictures and sounds (npm run pretrain:scenes-clip).`);
const accuracies = new Map<string, number[]>();
const queue = [...seeds].reverse();
await Promise.all(Array.from({ length: Math.max(1, Math.min(cpus().length, 4)) }, worker));

const rows: ComparisonRow[] = [
  { name: 'chance', mean: 100 / unseenCombos.length, n: 1, note: `one of ${unseenCombos.length} names`, baseline: true },
  ...models.flatMap((model) => fusions.map((fusion) => rowOf(`${model.words}, ${fusion.words}`, accuracies.get(`${model.folder}/${fusion.rule}/unseen`) ?? [], model.note))),
];
/** Other clips, of the names of the training. */
const seenRows = models.map((model) => rowOf(`${model.words}, seen names`, accuracies.get(`${model.folder}/fixed/seen`) ?? [], `clips of the ${seenCombos.length} names of the training; both`));
const spreadMeaning = `standard deviation over ${seeds.length} seeds of clips and pre-training`;
const remarks = [
  'Every name is a thing in a colour with a voice, e.g. "red bell with a low sound"; none of the names that are asked here occurs in any training, their words do in others. A colour cannot be heard, a voice cannot be seen, and beside the thing that is meant another one is seen and a third is heard.',
  changeBy('both', 'names that were never seen', rows),
];
const seenRemark = changeBy('seen names', 'new clips of the names of the training', seenRows);
const content = {
  kind: 'comparison',
  title: 'Names that were never seen: zero-shot on rendered scenes',
  task: 'classification by names',
  dataset: { title: 'Rendered scenes with unseen compositional names (avtool)', rendered: true },
  setup: { command: 'npm run demo:zeroshot', versions: {}, engine: 'onnxruntime, cpu', seed: options.seeds, recipe: 'zero-shot, pretrain', model: {} },
  notices: [],
  reproduce: 'npm run demo:zeroshot',
  measure: 'clip accuracy',
  unit: '%',
  spreadMeaning,
  rows,
  remarks,
  sections: [
    {
      title: 'Clips of the names of the training',
      parts: [
        { kind: 'text', text: seenRemark },
        { kind: 'bars', caption: `One of ${seenCombos.length} names`, measure: 'clip accuracy', unit: '%', bars: seenRows.map(({ name, mean, spread }) => ({ name, value: mean, ...(spread !== undefined && { spread }) })) },
      ],
    },
  ],
} as const;
await writeFile('report.html', await htmlReportWriter.render(content));
say(`\nClips named right, of ${options.test} a seed, mean ± ${spreadMeaning}:`);
[...rows, ...seenRows].forEach((row) => say(comparisonLine(row)));
[...remarks, seenRemark].forEach(say);
say(`\nReport: ${join(options.folder, 'report.html')}; of each run: ${join(options.folder, 'seed-*', '*', 'report.html')}`);
say(`Done in ${(elapsed() / 60).toFixed(1)} minutes.`);

async function worker(): Promise<void> {
  for (let seed = queue.pop(); seed !== undefined; seed = queue.pop()) await measureSeed(seed);
}

/** Own clips, own pre-training. */
async function measureSeed(seed: number): Promise<void> {
  const at = `seed-${seed}`;
  const prepared = async (name: string, counts: readonly string[]): Promise<string> => {
    const [data, cache] = [`${at}/${name}`, `${at}/cache/${name}`];
    await run(['scenes:render', '--dataset', name, '--data', data, '--seed', String(seed), ...counts.flatMap((count) => ['--clips', count])]);
    await run(['ave:prepare', '--dataset', name, '--data', data, '--cache', cache]);
    return cache;
  };
  const seen = await prepared('scenes-combos', [`train=${options.train}`, 'val=32', `test=${options.test}`]);
  const unseen = await prepared('scenes-combos-unseen', [`test=${options.test}`]);
  const training = ['--cache', seen, '--run', `${at}/pretrain`, '--size', 'scenes-clip', '--seed', String(seed), '--set', 'model.target=clips'];
  await run(['classify:train', '--recipe', 'pretrain', ...training, ...((await exists(`${at}/pretrain/config.json`)) ? ['--resume'] : [])]);
  for (const model of models) {
    const which = model.folder === 'plain' ? ['--size', 'scenes-clip'] : ['--from', `${at}/pretrain`];
    const asked = [...fusions.map(({ rule }) => ({ rule, names: 'unseen', cache: unseen })), { rule: 'fixed', names: 'seen', cache: seen }];
    for (const { rule, names, cache } of asked) {
      const folderOfRun = `${at}/${model.folder}-${rule}-${names}`;
      const measured = ['--cache', cache, '--run', folderOfRun];
      const report = (await exists(folderOfRun)) ? await run(['classify:eval', ...measured]) : await run(['scenes:zeroshot', ...measured, '--fusion', rule, ...which]);
      const name = `${model.folder}/${rule}/${names}`;
      accuracies.set(name, [...(accuracies.get(name) ?? []), numberAt(report, 'metrics', 'clipAccuracy')]);
    }
  }
}

function rowOf(name: string, values: readonly number[], note: string): ComparisonRow {
  const { n, mean, deviation } = summarise(values) ?? { n: 0, mean: 0 };
  return { name, mean, n, note, ...(deviation !== undefined && { spread: deviation }) };
}

/** What the numbers say, and no more. @param row what is compared, as rows are called */
function changeBy(row: string, what: string, all: readonly ComparisonRow[]): string {
  const of = (words: string): ComparisonRow => all.find(({ name }) => name === `${words}, ${row}`) ?? all[0];
  const [without, with_] = models.map(({ words }) => of(words));
  const gap = with_.mean - without.mean;
  const noise = Math.hypot(without.spread ?? 0, with_.spread ?? 0);
  const size = `${Math.abs(gap).toFixed(1)} points`;
  return Math.abs(gap) <= noise ? `On ${what}, modules change the accuracy by ${size}, within the spread over seeds (${noise.toFixed(1)}).` : `On ${what}, the accuracy is ${size} ${gap > 0 ? 'higher' : 'lower'} with modules; the spread over seeds is ${noise.toFixed(1)}.`;
}

async function run(args: readonly string[]): Promise<Record<string, unknown>> {
  const begun = performance.now();
  const document = await avtool(args);
  say(`${elapsed().toFixed(0).padStart(4)} s  $ ${commandLine(args)}   (${((performance.now() - begun) / 1000).toFixed(0)} s)`);
  return document;
}

/** The same command again goes on. */
async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function elapsed(): number {
  return (performance.now() - started) / 1000;
}

function say(line: string): void {
  console.log(line);
}

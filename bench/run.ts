/**
 * Times the AVE network, training and inference, against eager PyTorch, and what the engine costs beside the mathematics; appends a record.
 * npm run bench -- [--python PATH] [--threads N] [--only CASE] [--records FOLDER]
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { physicalCores } from '../src/adapters/engine/onnxruntime/physical-cores.js';
import { aveCases, learningRate } from './ave-cases.js';
import { compareSteps, type ComparisonRecord } from './compare-steps.js';
import { measureEngineSteps } from './engine-step.js';
import { writeCase } from './write-case.js';

/** Steps that count. */
const stepsOf: Readonly<Record<string, number>> = { 'scenes-tiny': 20, 'two-stages': 10, 'swin-t': 4 };

const { values: flags } = parseArgs({
  options: { python: { type: 'string' }, threads: { type: 'string' }, only: { type: 'string' }, records: { type: 'string', default: fileURLToPath(new URL('./records', import.meta.url)) } },
});
const threads = flags.threads === undefined ? physicalCores() : Number(flags.threads);
const python = withTorch(flags.python ?? process.env.AVTOOL_BENCH_PYTHON ?? 'python3');
if (python === undefined) console.log('no Python with torch (--python PATH): our side alone');
const machine = { cpu: cpus()[0].model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), platform: `${process.platform}-${process.arch}`, node: process.version };
const day = new Date().toISOString().slice(0, 10);
mkdirSync(flags.records, { recursive: true });
const record = (kind: string, content: object): void => appendFileSync(join(flags.records, `${day}.jsonl`), `${JSON.stringify({ kind, date: new Date().toISOString(), machine, ...content })}\n`);

const folder = mkdtempSync(join(tmpdir(), 'avtool-bench-'));
try {
  for (const aveCase of aveCases.filter(({ name }) => flags.only === undefined || flags.only === name)) {
    const caseFile = join(folder, 'case.safetensors');
    if (python !== undefined) writeCase(caseFile, aveCase);
    console.log(`\n${aveCase.title}, ${threads} threads`);
    for (const { what, memoryShare } of [{ what: 'train', memoryShare: 1 }, { what: 'infer', memoryShare: 1 }, { what: 'train', memoryShare: 0.5 }] as const) {
      const result = await compareSteps({ aveCase, what, memoryShare, steps: stepsOf[aveCase.name], threads, caseFile, python: memoryShare === 1 ? python : undefined, learningRate });
      record('ave-step', result);
      print(result);
    }
  }
  if (flags.only === undefined) {
    for (const result of await measureEngineSteps(threads, 2)) {
      record('engine-step', { threads, ...result });
      console.log(`${result.case}: median ${result.milliseconds.median.toFixed(3)} ms${result.gigaflops === undefined ? '' : `, best ${result.gigaflops.toFixed(0)} GFLOP/s`}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

function print({ what, memoryShare, avtool, pytorch, ratios, largestDifference }: ComparisonRecord): void {
  const side = ({ seconds, cpuSeconds, peakBytes }: ComparisonRecord['avtool']): string =>
    `${seconds.median.toFixed(3)} s (${seconds.min.toFixed(3)}–${seconds.max.toFixed(3)}), CPU ${cpuSeconds.median.toFixed(3)} s, peak ${(peakBytes / 2 ** 20).toFixed(0)} MiB`;
  console.log(`  ${what}${memoryShare === 1 ? '' : `, ${100 * memoryShare} % of the intermediates`}`);
  console.log(`    avtool   ${side(avtool)}`);
  if (pytorch !== undefined) console.log(`    PyTorch  ${side(pytorch)}`);
  if (ratios !== undefined) console.log(`    ratio    ${ratios.seconds.toFixed(2)} time, ${ratios.cpuSeconds.toFixed(2)} CPU, ${ratios.peakBytes.toFixed(2)} memory; largest difference ${largestDifference?.toExponential(1)}`);
}

function withTorch(command: string): string | undefined {
  return spawnSync(command, ['-c', 'import torch']).status === 0 ? command : undefined;
}

import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AveCase } from './ave-cases.js';
import { startPeer, type Peer, type StepReport } from './peer.js';
import { spreadOf, type Spread } from './spread.js';

/** How often, and against what. */
export interface Comparison {
  readonly aveCase: AveCase;
  readonly what: 'train' | 'infer';
  readonly steps: number;
  readonly threads: number;
  readonly caseFile: string;
  /** An interpreter with torch; without one our side is measured alone. */
  readonly python: string | undefined;
  readonly learningRate: number;
  /** Part of its intermediates that our side may hold. */
  readonly memoryShare?: number;
}

export interface SideRecord {
  readonly about: Readonly<Record<string, unknown>>;
  readonly seconds: Spread;
  readonly cpuSeconds: Spread;
  readonly peakBytes: number;
}

export interface ComparisonRecord {
  readonly case: string;
  readonly what: 'train' | 'infer';
  readonly threads: number;
  readonly memoryShare: number;
  readonly avtool: SideRecord;
  readonly pytorch: SideRecord | undefined;
  /** Ours by PyTorch's: medians of seconds, of CPU seconds, peaks. */
  readonly ratios: Readonly<Record<'seconds' | 'cpuSeconds' | 'peakBytes', number>> | undefined;
  /** Between the outputs of the first step; losses of training steps. */
  readonly largestDifference: number | undefined;
}

/** One case on both sides, step by step in turn, each side in a process of its own; the first step of each does not count. */
export async function compareSteps({ aveCase, what, steps, threads, caseFile, python, learningRate, memoryShare = 1 }: Comparison): Promise<ComparisonRecord> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
  const ours = await startPeer(process.execPath, ['--import', tsx, here('./engine-peer.ts'), aveCase.name, what, String(threads), String(memoryShare)]);
  const theirs = python === undefined ? undefined : await startPeer(python, [here('./pytorch/ave_step.py'), caseFile, '--threads', String(threads), '--rate', String(learningRate)]);
  const reports = { ours: [] as StepReport[], theirs: [] as StepReport[] };
  for (let step = 0; step <= steps; step++) {
    reports.ours.push(await ours.step(what));
    if (theirs !== undefined) reports.theirs.push(await theirs.step(what));
  }
  await ours.close();
  await theirs?.close();
  const avtool = sideRecord(ours, reports.ours);
  const pytorch = theirs && sideRecord(theirs, reports.theirs);
  return {
    case: aveCase.name,
    what,
    threads,
    memoryShare,
    avtool,
    pytorch,
    ratios: pytorch && {
      seconds: avtool.seconds.median / pytorch.seconds.median,
      cpuSeconds: avtool.cpuSeconds.median / pytorch.cpuSeconds.median,
      peakBytes: avtool.peakBytes / pytorch.peakBytes,
    },
    largestDifference: theirs && largestDifference(reports.ours[0], reports.theirs[0]),
  };
}

function sideRecord({ hello }: Peer, all: readonly StepReport[]): SideRecord {
  const counted = all.slice(1);
  return { about: hello, seconds: spreadOf(counted.map(({ seconds }) => seconds)), cpuSeconds: spreadOf(counted.map(({ cpuSeconds }) => cpuSeconds)), peakBytes: all[all.length - 1].peakBytes };
}

function largestDifference({ outputs }: StepReport, other: StepReport): number {
  return Math.max(...Object.entries(outputs).flatMap(([name, numbers]) => numbers.map((number, index) => Math.abs(number - other.outputs[name][index]))));
}

import { expect } from 'vitest';
import { runAvtool } from './run-avtool.js';

/** Trains the small encoders on the cache of {@link makeSmallScenes}; one thread, so that sums are added in one order. */
export const training = ['ave:train', '--cache', 'cache', '--size', 'scenes-tiny', '--set', 'train.accumulate=1', '--set', 'engine.threads=1'];

/** Renders clips (20 unless the test wants otherwise) into `scenes` and prepares them into `cache`. */
export async function makeSmallScenes(folder: string, clips: Readonly<Record<string, number>> = { train: 12, val: 4, test: 4 }): Promise<void> {
  const counts = Object.entries(clips).flatMap(([split, count]) => ['--clips', `${split}=${count}`]);
  await succeed(['scenes:render', '--data', 'scenes', '--seed', '3', ...counts], folder);
  await succeed(['ave:prepare', '--dataset', 'scenes', '--data', 'scenes', '--cache', 'cache'], folder);
}

/** Runs a command that has to succeed. @returns what it wrote on stdout */
export async function succeed(args: readonly string[], folder: string): Promise<string> {
  const { code, stdout, stderr } = await runAvtool(args, folder);
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  return stdout;
}

import { Flags } from '@oclif/core';
import { AvtoolCommand, render, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import { AvtoolError } from '../../../../contract/index.js';
import type { UseCaseReport } from '../../../../contract/index.js';
import { seenCombosDataset, unseenCombosDataset } from '../../combos/combos-datasets.js';
import { scenesDataset } from '../../scenes-dataset.js';

const renderedDatasets = [scenesDataset, seenCombosDataset, unseenCombosDataset].map(({ name }) => name);
const usualCounts = ['train=240', 'val=60', 'test=120'];

export default class ScenesRender extends AvtoolCommand<typeof ScenesRender> {
  static override summary = 'Render labelled audio-visual clips from a seed, as real video files with annotations.';
  static override examples = ['<%= config.bin %> scenes:render --data demo/scenes --seed 7 --clips train=40 --clips test=20 --container webm', '<%= config.bin %> scenes:render --dataset scenes-combos --data data/combos'];
  static override flags = {
    dataset: Flags.option({ summary: 'Which rendered data set.', helpGroup: 'DATA', options: renderedDatasets, default: scenesDataset.name })(),
    data: sharedFlags.data,
    clips: Flags.string({ summary: `Clips of a split; may be repeated. [default: ${usualCounts.join(', ')}]`, helpGroup: 'DATA', helpValue: 'SPLIT=N', multiple: true, multipleNonGreedy: true }),
    container: Flags.option({ summary: 'mp4: H.264 and AAC; webm: VP9 and Opus.', helpGroup: 'DATA', options: ['mp4', 'webm'] as const, default: 'mp4' })(),
    seed: sharedFlags.seed,
    set: sharedFlags.set,
  };

  protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
    const dataset = await plugins.dataset(this.flags.dataset);
    const counts = clipCounts(this.flags.clips ?? usualCounts, dataset.splits);
    return render(await services(), {
      dataset,
      dataFolder: configuration.values.data.folder ?? `data/${dataset.name}`,
      seed: configuration.values.train.seed ?? 0,
      counts,
      container: this.flags.container,
      signal,
    });
  }
}

/** `['train=40']` → `{ train: 40 }`. @throws AvtoolError CLIPS_SYNTAX */
function clipCounts(given: readonly string[], splits: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    given.map((assignment) => {
      const [split, count] = assignment.split('=');
      if (!splits.includes(split) || !/^\d+$/.test(count)) {
        throw new AvtoolError({ code: 'CLIPS_SYNTAX', message: `--clips takes SPLIT=N, not ${assignment}.`, fix: `Splits: ${splits.join(', ')}; for example --clips ${splits[0]}=40`, exitCode: 2 });
      }
      return [split, Number(count)];
    }),
  );
}

import { Args, Flags } from '@oclif/core';
import { AvtoolCommand, trainingSetup, untrainedFlags, untrainedRecipe, zeroShotFiles } from '../../../contract/commands.js';
import type { CommandContext } from '../../../contract/commands.js';
import type { UseCaseReport } from '../../../contract/index.js';
import { fusionRules, retrievalTask } from '../../../contract/tasks.js';
import { labelList } from '../label-list.js';

/** One window of a file. */
const segments = 10;
const segmentSeconds = 1;
const maxFrameSide = 480;

export default class ZeroShot extends AvtoolCommand<typeof ZeroShot> {
  static override summary = 'Say which of your own labels a video shows and sounds like, without training.';
  static override examples = [
    '<%= config.bin %> zeroshot street.mp4 --labels "dog barking,church bell,siren" --weights clip.pt --weights clap.pt',
    '<%= config.bin %> zeroshot *.mp4 --labels "dog barking,church bell" --from runs/pretrain --fusion audio-only --json',
  ];
  static override args = { files: Args.string({ description: 'Video files, folders of them, and patterns such as "clips/*.mp4".', required: true, multiple: true }) };
  static override flags = {
    labels: Flags.string({ summary: 'Names with commas between; may be repeated.', helpGroup: 'MODEL', helpValue: 'NAME,NAME…', required: true, multiple: true, multipleNonGreedy: true }),
    ...untrainedFlags(retrievalTask, fusionRules),
  };

  protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
    const { weights = [], from, size, 'allow-partial': allowPartial } = this.flags;
    const { recipe, fromRecipe } = untrainedRecipe(this.flags.recipe, from);
    const { labels, repeated } = labelList(this.flags.labels);
    const setup = await trainingSetup(retrievalTask, { size, weights, allowPartial, recipe }, configuration, plugins);
    const opened = await services();
    if (repeated.length > 0) opened.reporter.warn(`said more than once and counted once: ${repeated.join(', ')}`);
    return zeroShotFiles(opened, {
      ...setup,
      task: retrievalTask,
      model: { background: false, ...setup.model, target: 'clips' },
      training: { ...setup.training, batchSize: 1 },
      from,
      fromRecipe,
      files: this.args.files,
      labels,
      cut: { segments, segmentSeconds, maxFrameSide },
      signal,
    });
  }
}

import { Flags } from '@oclif/core';
import type { Command } from '@oclif/core';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { ModelSettings, TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand, shellWord } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { dryRunReport } from './dry-run.js';
import { taskFolders } from './task-folders.js';
import { targetSettings, type Target } from './target-settings.js';
import { prepareFirst, trainingSetup } from './training-request.js';

const usualSplit = 'test';

/** Models of these recipes need no training. */
const recipes = ['zero-shot', 'zero-shot-modules', 'zero-shot-published'] as const;

/** What the flags --recipe and --from come to: a run brings its own model, which the published recipe alone changes. */
export const untrainedRecipe = (recipe: string | undefined, from: string | undefined): { readonly recipe: string; readonly fromRecipe?: string } => ({ recipe: recipe ?? recipes[0], ...(from !== undefined && recipe === recipes[2] && { fromRecipe: recipe }) });

/** What a recipe says of a prompt for background; most leave it to the target. */
const backgroundOf = ({ background }: ModelSettings): ModelSettings => (background === undefined ? {} : { background });

/** Flags that say which model it is. */
export const untrainedFlags = (task: TaskDefinition, fusionRules: readonly string[]) => ({
  size: sharedFlags.size(Object.keys(task.sizes)),
  weights: sharedFlags.weights,
  'allow-partial': sharedFlags.allowPartial,
  from: Flags.string({ summary: 'Run folder whose trained modules are used, e.g. of a pre-training.', helpGroup: 'MODEL', helpValue: 'FOLDER', exclusive: ['weights', 'size'] }),
  recipe: Flags.option({ summary: 'zero-shot: CLIP and CLAP alone; zero-shot-modules: with DG-SCT modules out of --weights; zero-shot-published: the program of the paper with its defects. [default: zero-shot]', helpGroup: 'MODEL', options: recipes })(),
  fusion: Flags.option({ summary: 'How the scores of pictures and of sound become one. [default: fixed]', helpGroup: 'MODEL', options: fusionRules })(),
  engine: sharedFlags.engine,
  device: sharedFlags.device,
  set: sharedFlags.set,
});

/** `TOPIC:zeroshot`: a data set's clips against the names of its classes. @param topic whose data set it is unless --dataset says otherwise @param offered targets that its labels allow, the usual one first */
export function zeroShotCommand(topic: string, task: TaskDefinition, fusionRules: readonly string[], offered: readonly Target[]): Command.Class {
  const usualTarget = offered[0];
  return class ZeroShot extends AvtoolCommand<typeof ZeroShot> {
    static override summary = `Classify the clips of ${topic} by the names of the classes, without training.`;
    static override examples = [
      `<%= config.bin %> ${topic}:zeroshot --cache cache/${topic} --weights clip.pt --weights clap.pt --run runs/zeroshot`,
      `<%= config.bin %> ${topic}:zeroshot --cache cache/${topic} --from runs/pretrain --fusion mean --run runs/zeroshot`,
    ];
    static override flags = {
      dataset: sharedFlags.dataset,
      data: sharedFlags.dataToPrepare,
      cache: sharedFlags.cache,
      split: sharedFlags.split,
      run: sharedFlags.run,
      'dry-run': sharedFlags.dryRun,
      target: Flags.option({ summary: `What is classified: every segment, with background, or the clip. [default: ${usualTarget}]`, helpGroup: 'MODEL', options: offered })(),
      ...untrainedFlags(task, fusionRules),
    };

    /** The cache whose clips are being measured: the run folder is there from then on. */
    protected measuring: string | undefined;

    /** The run can be measured again; it cannot be made again. */
    protected override continuation(): string {
      if (this.measuring === undefined) return super.continuation();
      return [this.config.bin, `${task.name}:eval`, '--run', this.flags.run, '--cache', this.measuring, '--split', this.flags.split ?? usualSplit].map(shellWord).join(' ');
    }

    protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
      const { weights = [], from, run, 'allow-partial': allowPartial } = this.flags;
      const { recipe, fromRecipe } = untrainedRecipe(this.flags.recipe, from);
      const folders = taskFolders(configuration.values, { name: topic });
      const prepares = this.flags.data !== undefined;
      const dataset = prepares ? await plugins.dataset(folders.dataset) : undefined;
      const setup = await trainingSetup(task, { size: this.flags.size, weights, allowPartial, recipe }, configuration, plugins);
      if (this.flags['dry-run']) return dryRunReport([...(prepares ? [folders.data] : []), folders.cache, ...(from === undefined ? weights : [from])], [...(prepares ? [folders.cache] : []), run]);
      if (dataset !== undefined) {
        const interrupted = await prepareFirst(await services(), dataset, folders, signal);
        if (interrupted !== undefined) return interrupted;
      }
      const { zeroShot } = await import('../../app/zero-shot.js');
      this.measuring = folders.cache;
      return zeroShot(await services(), { ...setup, task, model: targetSettings({ ...backgroundOf(task.recipeModels[recipe]), ...setup.model }, offered), from, fromRecipe, cacheFolder: folders.cache, runFolder: run, split: this.flags.split ?? usualSplit, sections: await plugins.reports(), signal });
    }
  };
}

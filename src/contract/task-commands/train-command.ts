import type { Command } from '@oclif/core';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { ModelSettings, TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { cacheOfRun } from './cache-of-run.js';
import { dryRunReport } from './dry-run.js';
import { taskFolders } from './task-folders.js';
import { prepareFirst, trainingFlags, trainingSetup } from './training-request.js';

/** A training that stands under another topic than its task's. */
export interface TrainingAs {
  /** Also the data set, unless --dataset says otherwise. */
  readonly topic: string;
  readonly verb: string;
  /** The recipe unless --recipe says otherwise. */
  readonly recipe: string;
  /** Model settings that lie below the user's. */
  readonly model: ModelSettings;
}

/** `TASK:train`: clip cache → run folder. */
export function trainCommand(task: TaskDefinition, as?: TrainingAs): Command.Class {
  const topic = as?.topic ?? task.name;
  const command = `${topic}:${as?.verb ?? 'train'}`;
  return class Train extends AvtoolCommand<typeof Train> {
    static override summary = `Train ${task.title} on a prepared clip cache.`;
    static override examples = [
      `<%= config.bin %> ${command} --cache cache/${topic} --run runs/first`,
      `<%= config.bin %> ${command} --run runs/first --resume --epochs 60`,
    ];
    static override flags = {
      run: sharedFlags.run,
      resume: sharedFlags.resume,
      'dry-run': sharedFlags.dryRun,
      seed: sharedFlags.seed,
      ...trainingFlags(task),
    };

    /** Without a run folder yet there is nothing to resume. */
    protected begun = false;

    protected override continuation(): string {
      return super.continuation(this.flags.resume || !this.begun ? [] : ['--resume']);
    }

    protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
      const { run, resume, size, weights = [], 'allow-partial': allowPartial } = this.flags;
      const cache = resume ? await cacheOfRun(run, configuration, task, services) : taskFolders(configuration.values, { name: topic }).cache;
      const { dataset: datasetName, data } = taskFolders(configuration.values, { name: topic });
      const prepares = this.flags.data !== undefined && !resume;
      const dataset = prepares || configuration.values.data.dataset !== undefined ? await plugins.dataset(datasetName) : undefined;
      const setup = await trainingSetup(task, { size, weights, allowPartial, recipe: configuration.values.train.recipe ?? as?.recipe }, configuration, plugins);
      if (this.flags['dry-run']) return dryRunReport([...(prepares ? [data] : []), cache, ...weights], [...(prepares ? [cache] : []), run]);
      if (prepares && dataset !== undefined) {
        const interrupted = await prepareFirst(await services(), dataset, { data, cache }, signal);
        if (interrupted !== undefined) return interrupted;
      }
      const { train } = await import('../../app/train.js');
      this.begun = true;
      return train(await services(), { ...setup, model: { ...(resume ? {} : as?.model), ...setup.model }, task, cacheFolder: cache, runFolder: run, resume, signal });
    }
  };
}

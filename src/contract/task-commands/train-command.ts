import type { Command } from '@oclif/core';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { cacheOfRun } from './cache-of-run.js';
import { dryRunReport } from './dry-run.js';
import { taskFolders } from './task-folders.js';
import { prepareFirst, trainingFlags, trainingSetup } from './training-request.js';

/** `TASK:train`: clip cache → run folder. */
export function trainCommand(task: TaskDefinition): Command.Class {
  return class Train extends AvtoolCommand<typeof Train> {
    static override summary = `Train ${task.title} on a prepared clip cache.`;
    static override examples = [
      `<%= config.bin %> ${task.name}:train --cache cache/${task.name} --run runs/first`,
      `<%= config.bin %> ${task.name}:train --run runs/first --resume --epochs 60`,
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
      const cache = resume ? await cacheOfRun(run, configuration, task, services) : taskFolders(configuration.values, task).cache;
      const { dataset: datasetName, data } = taskFolders(configuration.values, task);
      const prepares = this.flags.data !== undefined && !resume;
      const dataset = prepares || configuration.values.data.dataset !== undefined ? await plugins.dataset(datasetName) : undefined;
      const setup = await trainingSetup(task, { size, weights, allowPartial }, configuration, plugins);
      if (this.flags['dry-run']) return dryRunReport([...(prepares ? [data] : []), cache, ...weights], [...(prepares ? [cache] : []), run]);
      if (prepares && dataset !== undefined) {
        const interrupted = await prepareFirst(await services(), dataset, { data, cache }, signal);
        if (interrupted !== undefined) return interrupted;
      }
      const { train } = await import('../../app/train.js');
      this.begun = true;
      return train(await services(), { ...setup, task, cacheFolder: cache, runFolder: run, resume, signal });
    }
  };
}

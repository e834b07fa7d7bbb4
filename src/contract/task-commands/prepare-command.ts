import type { Command } from '@oclif/core';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { dryRunReport } from './dry-run.js';
import { knownSplit } from './known-split.js';
import { taskFolders } from './task-folders.js';

/** `TASK:prepare`: videos and annotations → clip cache. */
export function prepareCommand(task: Pick<TaskDefinition, 'name'>): Command.Class {
  return class Prepare extends AvtoolCommand<typeof Prepare> {
    static override summary = `Turn videos and annotations into the clip cache that the other commands of ${task.name} read.`;
    static override examples = [
      `<%= config.bin %> ${task.name}:prepare --data data/${task.name}`,
      `<%= config.bin %> ${task.name}:prepare --dataset scenes --data demo/scenes --cache demo/cache --split train`,
    ];
    static override flags = {
      dataset: sharedFlags.dataset,
      data: sharedFlags.data,
      cache: sharedFlags.cache,
      split: sharedFlags.splits,
      strict: sharedFlags.strict,
      'strict-split': sharedFlags.strictSplit,
      'dry-run': sharedFlags.dryRun,
      set: sharedFlags.set,
    };

    protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
      const folders = taskFolders(configuration.values, task);
      const dataset = await plugins.dataset(folders.dataset);
      if (this.flags['dry-run']) return dryRunReport([...dataset.annotationFiles, ...dataset.mediaFolders].map((name) => `${folders.data}/${name}`), [folders.cache]);
      const { prepare } = await import('../../app/prepare.js');
      const splits: readonly string[] | undefined = this.flags.split;
      return prepare(await services(), {
        dataset,
        dataFolder: folders.data,
        cacheFolder: folders.cache,
        strict: this.flags.strict,
        strictSplit: this.flags['strict-split'],
        ...(splits === undefined ? {} : { splits: splits.map((split) => knownSplit(dataset, split)) }),
        signal,
      });
    }
  };
}

import { Flags } from '@oclif/core';
import type { Command } from '@oclif/core';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { knownSplit } from './known-split.js';
import { taskFolders } from './task-folders.js';

/** `TASK:verify`: what is there of a data set, and what is not. */
export function verifyCommand(task: Pick<TaskDefinition, 'name'>): Command.Class {
  return class Verify extends AvtoolCommand<typeof Verify> {
    static override summary = 'Look at annotation and media of every row of a data set; write nothing.';
    static override examples = [
      `<%= config.bin %> ${task.name}:verify --data data/${task.name}`,
      `<%= config.bin %> ${task.name}:verify --data data/${task.name} --deep --strict --json`,
    ];
    static override flags = {
      dataset: sharedFlags.dataset,
      data: sharedFlags.data,
      split: sharedFlags.splits,
      strict: sharedFlags.strict,
      'strict-split': sharedFlags.strictSplit,
      deep: Flags.boolean({ summary: 'Decode every file, as prepare does; without it files are only opened.', helpGroup: 'DATA' }),
      set: sharedFlags.set,
    };

    protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
      const folders = taskFolders(configuration.values, task);
      const dataset = await plugins.dataset(folders.dataset);
      const { verify } = await import('../../app/verify.js');
      const splits: readonly string[] | undefined = this.flags.split;
      return verify(await services(), {
        dataset,
        dataFolder: folders.data,
        strict: this.flags.strict,
        strictSplit: this.flags['strict-split'],
        deep: this.flags.deep === true,
        ...(splits === undefined ? {} : { splits: splits.map((split) => knownSplit(dataset, split)) }),
        signal,
      });
    }
  };
}

import type { Command } from '@oclif/core';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { cacheOfRun } from './cache-of-run.js';

const usualSplit = 'test';

/** `TASK:eval`: run folder and clip cache → metrics and report. */
export function evaluateCommand(task: TaskDefinition): Command.Class {
  return class Evaluate extends AvtoolCommand<typeof Evaluate> {
    static override summary = `Measure a trained run of ${task.title} and write its report.`;
    static override examples = [
      `<%= config.bin %> ${task.name}:eval --run runs/first`,
      `<%= config.bin %> ${task.name}:eval --run runs/first --cache demo/cache --split val --json`,
    ];
    static override flags = {
      dataset: sharedFlags.dataset,
      cache: sharedFlags.cache,
      split: sharedFlags.split,
      run: sharedFlags.run,
      engine: sharedFlags.engine,
      device: sharedFlags.device,
      set: sharedFlags.set,
    };

    protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
      const { evaluate } = await import('../../app/evaluate.js');
      return evaluate(await services(), {
        task,
        runFolder: this.flags.run,
        cacheFolder: await cacheOfRun(this.flags.run, configuration, task, services),
        split: this.flags.split ?? usualSplit,
        sections: await plugins.reports(),
        signal,
      });
    }
  };
}

import { Flags } from '@oclif/core';
import type { Command } from '@oclif/core';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';
import { cacheOfRun } from './cache-of-run.js';

const usualSplit = 'test';

/** `TASK:features`: figure 5 of the paper for a trained run. */
export function featuresCommand(task: TaskDefinition): Command.Class {
  return class Features extends AvtoolCommand<typeof Features> {
    static override summary = 'Draw the features of segments with and without the modules of a trained run (t-SNE, figure 5 of the paper).';
    static override examples = [`<%= config.bin %> ${task.name}:features --run runs/first`, `<%= config.bin %> ${task.name}:features --run runs/first --split val --points 200 --json`];
    static override flags = {
      dataset: sharedFlags.dataset,
      cache: sharedFlags.cache,
      split: sharedFlags.split,
      run: sharedFlags.run,
      points: Flags.integer({ summary: 'At most so many segments.', helpGroup: 'DATA', min: 2, max: 5000, default: 600 }),
      engine: sharedFlags.engine,
      device: sharedFlags.device,
      set: sharedFlags.set,
    };

    protected async execute({ configuration, services, signal }: CommandContext): Promise<UseCaseReport> {
      const { featureMap } = await import('../../app/feature-map.js');
      return featureMap(await services(), {
        task,
        runFolder: this.flags.run,
        cacheFolder: await cacheOfRun(this.flags.run, configuration, task, services),
        split: this.flags.split ?? usualSplit,
        points: this.flags.points,
        command: this.continuation(),
        signal,
      });
    }
  };
}

import { Args } from '@oclif/core';
import type { Command } from '@oclif/core';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';

/** `TASK:predict FILES`: any video → prediction. */
export function predictCommand(task: TaskDefinition): Command.Class {
  return class Predict extends AvtoolCommand<typeof Predict> {
    static override summary = `Predict with a trained run of ${task.title} on any video files.`;
    static override examples = [
      `<%= config.bin %> ${task.name}:predict video.mp4 --run runs/first`,
      `<%= config.bin %> ${task.name}:predict *.mp4 --run runs/first --json`,
    ];
    static override args = { files: Args.string({ description: 'Video files.', required: true, multiple: true }) };
    static override flags = { run: sharedFlags.run, engine: sharedFlags.engine, device: sharedFlags.device, set: sharedFlags.set };

    protected async execute({ services, signal }: CommandContext): Promise<UseCaseReport> {
      const { predict } = await import('../../app/predict.js');
      return predict(await services(), { task, runFolder: this.flags.run, files: this.args.files, signal });
    }
  };
}

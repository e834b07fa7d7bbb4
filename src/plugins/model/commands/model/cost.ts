import { Args, Flags } from '@oclif/core';
import { AvtoolCommand, sharedFlags, modelCost } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class ModelCost extends AvtoolCommand<typeof ModelCost> {
  static override summary = 'Count parameters, multiply-adds and memory of a model without allocating its weights.';
  static override examples = ['<%= config.bin %> model:cost ave --size paper', '<%= config.bin %> model:cost ave --json'];
  static override args = { task: Args.string({ description: 'Task whose model is counted.', required: true }) };
  static override flags = {
    size: Flags.string({ summary: 'Size of the model. [default: the first of the task]', helpGroup: 'MODEL', helpValue: 'NAME' }),
    classes: Flags.integer({ summary: 'Classes without background. [default: those of the data set of the same name]', helpGroup: 'MODEL', helpValue: 'N', min: 1 }),
    set: sharedFlags.set,
  };

  protected async execute({ plugins }: CommandContext): Promise<UseCaseReport> {
    const task = await plugins.task(this.args.task);
    const { size } = await plugins.size(task, this.flags.size ?? Object.keys(task.sizes)[0]);
    const classes = this.flags.classes ?? (await plugins.dataset(task.name)).classes.length;
    return modelCost({ task, size, classes });
  }
}

import { Args, Flags } from '@oclif/core';
import { AvtoolCommand, chosenAdapter, classesOfTask, sharedFlags, modelCost } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class ModelCost extends AvtoolCommand<typeof ModelCost> {
  static override summary = 'Count parameters, multiply-adds and memory of a model without allocating its weights.';
  static override examples = ['<%= config.bin %> model:cost ave --size paper', '<%= config.bin %> model:cost ave --adapter lavish --json'];
  static override args = { task: Args.string({ description: 'Task whose model is counted.', required: true }) };
  static override flags = {
    size: Flags.string({ summary: 'Size of the model. [default: the first of the task]', helpGroup: 'MODEL', helpValue: 'NAME' }),
    adapter: sharedFlags.adapter,
    classes: Flags.integer({ summary: 'Classes without background. [default: those of the data set of the same name]', helpGroup: 'MODEL', helpValue: 'N', min: 1 }),
    set: sharedFlags.set,
  };

  protected async execute({ configuration, plugins }: CommandContext): Promise<UseCaseReport> {
    const task = await plugins.task(this.args.task);
    const { size, encoder } = await plugins.size(task, this.flags.size ?? Object.keys(task.sizes)[0]);
    const adapter = await chosenAdapter(task, { size, encoder }, Object.keys(task.recipes)[0], configuration, plugins.adapter);
    const classes = this.flags.classes ?? (await classesOfTask(task.name, plugins));
    return modelCost({ task, size, ...(encoder && { encoder }), adapter, model: configuration.values.model, classes });
  }
}

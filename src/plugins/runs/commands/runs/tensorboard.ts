import { Args, Flags } from '@oclif/core';
import { AvtoolCommand, exportEvents, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class RunsTensorboard extends AvtoolCommand<typeof RunsTensorboard> {
  static override summary = 'Write what runs recorded of their course as TensorBoard event files.';
  static override examples = ['<%= config.bin %> runs:tensorboard runs/first --out events', '<%= config.bin %> runs:tensorboard runs --out events --json'];
  static override args = { runs: Args.string({ description: 'Run folders, or folders of runs.', required: true, multiple: true }) };
  static override flags = {
    out: Flags.string({ summary: 'Folder to write: one folder a run.', helpGroup: 'EXPORT', helpValue: 'FOLDER', required: true }),
    set: sharedFlags.set,
  };

  protected async execute({ services }: CommandContext): Promise<UseCaseReport> {
    return exportEvents(await services(), { paths: this.args.runs, folder: this.flags.out });
  }
}

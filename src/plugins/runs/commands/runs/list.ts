import { Args } from '@oclif/core';
import { AvtoolCommand, listRuns, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class RunsList extends AvtoolCommand<typeof RunsList> {
  static override summary = 'List the runs in a folder and below it: task, data set, settings, best result, state.';
  static override examples = ['<%= config.bin %> runs:list', '<%= config.bin %> runs:list grids/parts --json'];
  static override args = { folder: Args.string({ description: 'Folder that holds runs, or grids of runs.', default: 'runs' }) };
  static override flags = { set: sharedFlags.set };

  protected async execute({ services }: CommandContext): Promise<UseCaseReport> {
    return listRuns(await services(), { folder: this.args.folder });
  }
}

import { Args, Flags } from '@oclif/core';
import { AvtoolCommand, compareRuns, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class RunsCompare extends AvtoolCommand<typeof RunsCompare> {
  static override summary = 'Compare runs: metrics side by side, settings that differ, learning curves on one page.';
  static override examples = ['<%= config.bin %> runs:compare runs/first runs/second', '<%= config.bin %> runs:compare grids/parts --html parts.html'];
  static override args = { runs: Args.string({ description: 'Run folders, or folders of runs.', required: true, multiple: true }) };
  static override flags = {
    html: Flags.string({ summary: 'Page to write, with learning curves.', helpGroup: 'REPORT', helpValue: 'FILE' }),
    force: Flags.boolean({ summary: 'Replace a page that is there.', helpGroup: 'REPORT' }),
    set: sharedFlags.set,
  };

  protected async execute({ services }: CommandContext): Promise<UseCaseReport> {
    const { html, force } = this.flags;
    return compareRuns(await services(), { paths: this.args.runs, html, force, command: this.continuation() });
  }
}

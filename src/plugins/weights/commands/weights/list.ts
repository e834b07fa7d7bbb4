import { join } from 'node:path';
import { AvtoolCommand, listWeights, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class WeightsList extends AvtoolCommand<typeof WeightsList> {
  static override summary = 'List published weights: what for, size, licence, source, and where they are here.';
  static override examples = ['<%= config.bin %> weights:list', '<%= config.bin %> weights:list --json'];
  static override flags = { set: sharedFlags.set };

  protected async execute({ services }: CommandContext): Promise<UseCaseReport> {
    return listWeights(await services(), { folder: join(this.config.cacheDir, 'weights') });
  }
}

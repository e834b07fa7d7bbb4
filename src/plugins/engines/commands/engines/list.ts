import { AvtoolCommand, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import { engineTable } from '../../engine-table.js';
import type { Listing } from '../../engine-table.js';

export default class EnginesList extends AvtoolCommand<typeof EnginesList> {
  static override summary = 'List what computes here: name, version, devices, threads.';
  static override description = 'Every device is tried. An engine is chosen with --engine, or with the keys engine.train and engine.infer; a device with --device, or with engine.device.';
  static override examples = ['<%= config.bin %> engines:list', '<%= config.bin %> engines:list --json'];
  static override flags = { set: sharedFlags.set };

  protected async execute({ engines }: CommandContext): Promise<{ engines: readonly Listing[]; lines: string[] }> {
    const listing = await engines();
    return { engines: listing, lines: engineTable(listing) };
  }
}

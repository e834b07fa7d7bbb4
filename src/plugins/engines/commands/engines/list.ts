import { AvtoolCommand, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';

type Listing = Awaited<ReturnType<CommandContext['engines']>>[number];

export default class EnginesList extends AvtoolCommand<typeof EnginesList> {
  static override summary = 'List what computes here: name, version, device, threads.';
  static override examples = ['<%= config.bin %> engines:list', '<%= config.bin %> engines:list --json'];
  static override flags = { set: sharedFlags.set };

  protected async execute({ engines }: CommandContext): Promise<{ engines: readonly Listing[]; lines: string[] }> {
    const listing = await engines();
    return { engines: listing, lines: listing.map(lineOf) };
  }
}

function lineOf(engine: Listing): string {
  const name = engine.name.padEnd(12);
  if ('unavailable' in engine) return `${name}  cannot be used here: ${engine.unavailable}`;
  const refused = Object.entries(engine.cannot).map(([operator, reason]) => `${operator} (${reason})`);
  const cannot = refused.length > 0 ? `  cannot: ${refused.join(', ')}` : '';
  return `${name}  ${engine.version}  ${engine.device}, ${engine.threads} ${engine.threads === 1 ? 'thread' : 'threads'}${cannot}`;
}

import { AvtoolCommand, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';

export default class ConfigShow extends AvtoolCommand<typeof ConfigShow> {
  static override summary = 'Show every configured value and where it comes from.';
  static override examples = ['<%= config.bin %> config:show', '<%= config.bin %> config:show --set train.epochs=3 --json'];
  static override flags = { engine: sharedFlags.engine, set: sharedFlags.set };

  protected execute({ configuration }: CommandContext): Promise<{ entries: CommandContext['configuration']['entries']; lines: string[] }> {
    const { entries } = configuration;
    const keyWidth = Math.max(...entries.map(({ key }) => key.length));
    const values = entries.map(({ value }) => (typeof value === 'string' ? value : JSON.stringify(value)));
    const valueWidth = Math.max(...values.map((value) => value.length));
    const lines = entries.map(({ key, origin }, index) => `${key.padEnd(keyWidth)}  ${values[index].padEnd(valueWidth)}  ${origin}`);
    return Promise.resolve({ entries, lines });
  }
}

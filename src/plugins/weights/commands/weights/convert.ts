import { Args, Flags } from '@oclif/core';
import { AvtoolCommand, convertWeights, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class WeightsConvert extends AvtoolCommand<typeof WeightsConvert> {
  static override summary = 'Write the tensors of a weight file as safetensors.';
  static override description = 'Types stay as they are. --layout ours renames tensors as avtool\'s models have them; --weights does that by itself when it reads.';
  static override examples = ['<%= config.bin %> weights:convert HTSAT_AudioSet.ckpt --out htsat.safetensors', '<%= config.bin %> weights:convert ViT-B-32.pt --out clip.safetensors --layout ours'];
  static override args = { file: Args.string({ description: 'Weight file.', required: true }) };
  static override flags = {
    out: Flags.string({ summary: 'File to write.', helpValue: 'FILE', required: true }),
    layout: Flags.option({ summary: 'Names of the tensors. [default: as in the file]', options: ['ours'] as const })(),
    force: Flags.boolean({ summary: 'Replace a file that is there.' }),
    set: sharedFlags.set,
  };

  protected async execute({ services, signal }: CommandContext): Promise<UseCaseReport> {
    const { out, layout, force } = this.flags;
    return convertWeights(await services(), { path: this.args.file, out, ...(layout !== undefined && { layout }), force, signal });
  }
}

import { Args, Flags } from '@oclif/core';
import { join } from 'node:path';
import { AvtoolCommand, pullWeights, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class WeightsPull extends AvtoolCommand<typeof WeightsPull> {
  static override summary = 'Fetch published weights into your cache folder.';
  static override description = 'An interrupted fetch goes on where it ended. A file that is here is not asked for again. HF_ENDPOINT names another hub for files of huggingface.co; HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY hold.';
  static override examples = ['<%= config.bin %> weights:pull clip-vit-b32', '<%= config.bin %> weights:pull https://example.org/weights.safetensors --sha256 4f1c…'];
  static override args = { source: Args.string({ description: 'A name of weights:list, or an address.', required: true }) };
  static override flags = {
    mirror: Flags.string({ summary: 'Host to ask instead of the published one, with the same paths below it.', helpValue: 'URL' }),
    sha256: Flags.string({ summary: 'Checksum that the file must have.', helpValue: 'HEX' }),
    set: sharedFlags.set,
  };

  protected async execute({ services, signal }: CommandContext): Promise<UseCaseReport> {
    const { mirror, sha256 } = this.flags;
    return pullWeights(await services(), { source: this.args.source, ...(mirror !== undefined && { mirror }), ...(sha256 !== undefined && { sha256 }), folder: join(this.config.cacheDir, 'weights'), signal });
  }
}

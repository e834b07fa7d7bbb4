import { Args } from '@oclif/core';
import { AvtoolCommand, inspectWeights, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

export default class WeightsInspect extends AvtoolCommand<typeof WeightsInspect> {
  static override summary = 'Say what a weight file holds: format, layout, tensors.';
  static override description = 'Reads safetensors, PyTorch (zip, before 1.6, TorchScript), .npz and ONNX, told by content. Nothing that a file says is run.';
  static override examples = ['<%= config.bin %> weights:inspect ViT-B-32.pt', '<%= config.bin %> weights:inspect best.ckpt --json'];
  static override args = { file: Args.string({ description: 'Weight file.', required: true }) };
  static override flags = { set: sharedFlags.set };

  protected async execute({ services }: CommandContext): Promise<UseCaseReport> {
    return inspectWeights(await services(), { path: this.args.file });
  }
}

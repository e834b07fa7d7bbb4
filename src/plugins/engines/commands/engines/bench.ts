import { Flags } from '@oclif/core';
import { AvtoolCommand, benchEngines, sharedFlags } from '../../../../contract/commands.js';
import type { CommandContext } from '../../../../contract/commands.js';
import type { UseCaseReport } from '../../../../contract/index.js';

/** Where the classes are known from annotations alone, their number hardly matters for the time. */
const someClasses = 10;

export default class EnginesBench extends AvtoolCommand<typeof EnginesBench> {
  static override summary = 'Time one model on every engine, and say how far their numbers are apart.';
  static override examples = ['<%= config.bin %> engines:bench --size scenes-tiny', '<%= config.bin %> engines:bench --engines onnxruntime,onnxruntime-web --no-reference --json'];
  static override flags = {
    task: Flags.string({ summary: 'Task whose model computes.', helpGroup: 'MODEL', helpValue: 'NAME', default: 'ave' }),
    size: Flags.string({ summary: 'Size of the model, or a pair of encoders that a plugin ships.', helpGroup: 'MODEL', helpValue: 'NAME', default: 'scenes-tiny' }),
    adapter: sharedFlags.adapter,
    clips: Flags.integer({ summary: 'Clips at a time.', helpGroup: 'MODEL', helpValue: 'N', min: 1, default: 1 }),
    engines: Flags.string({ summary: 'Names of engines:list, with commas between them. [default: all]', helpGroup: 'BENCH', helpValue: 'NAMES' }),
    steps: Flags.integer({ summary: 'Timed runs of each graph.', helpGroup: 'BENCH', helpValue: 'N', min: 1, default: 5 }),
    reference: Flags.boolean({ summary: 'Compute everything once with the reference engine, for the differences.', helpGroup: 'BENCH', allowNo: true, default: true }),
    threads: Flags.integer({ summary: 'Threads of each engine. [default: what engine.threads says]', helpGroup: 'BENCH', helpValue: 'N', min: 0 }),
    device: sharedFlags.device,
    set: sharedFlags.set,
  };

  protected async execute({ configuration, plugins, services, signal }: CommandContext): Promise<UseCaseReport> {
    const task = await plugins.task(this.flags.task);
    const { size, encoder } = await plugins.size(task, this.flags.size);
    const { segments, segmentSeconds, classes } = await plugins.dataset(task.name);
    const { engine, model } = configuration.values;
    return benchEngines(await services(), {
      task,
      size,
      ...(encoder && { encoder }),
      model,
      shape: { clips: this.flags.clips, segments, segmentSeconds, classes: typeof classes === 'string' ? someClasses : classes.length },
      ...(this.flags.engines !== undefined && { engines: this.flags.engines.split(',').map((name) => name.trim()) }),
      reference: this.flags.reference,
      steps: this.flags.steps,
      threads: this.flags.threads ?? engine.threads,
      device: engine.device,
      signal,
    });
  }
}

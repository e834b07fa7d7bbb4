import { Args, Flags } from '@oclif/core';
import type { Command } from '@oclif/core';
import type { UseCaseReport } from '../../app/use-case-requests.js';
import type { ClipLabels } from '../../domain/data/clip-labels.js';
import type { TaskDefinition } from '../../domain/tasks/task.js';
import { AvtoolCommand } from '../command/avtool-command.js';
import type { CommandContext } from '../command/avtool-command.js';
import { sharedFlags } from '../command/flags.js';

/** What a task must be asked of files beside what they hold. */
export interface AskedQuestion {
  readonly description: string;
  readonly example: string;
  labels(question: string): ClipLabels;
}

/** `TASK:predict FILES`: any video → prediction. @param asked makes `--question` a flag that is needed */
export function predictCommand(task: TaskDefinition, asked?: AskedQuestion): Command.Class {
  return class Predict extends AvtoolCommand<typeof Predict> {
    static override summary = `Predict with a trained run of ${task.title} on any video files.`;
    static override examples = [
      `<%= config.bin %> ${task.name}:predict video.mp4 videos --run runs/first${asked === undefined ? '' : ` --question "${asked.example}"`}`,
      ...(asked === undefined ? [`<%= config.bin %> ${task.name}:predict *.mp4 --run runs/first --json`] : []),
    ];
    static override args = { files: Args.string({ description: 'Video files, folders of them, and patterns such as "clips/*.mp4".', required: true, multiple: true }) };
    static override flags = { run: sharedFlags.run, engine: sharedFlags.engine, device: sharedFlags.device, set: sharedFlags.set, html: Flags.string({ description: 'New HTML file of all predictions: frames, times and texts.' }), ...((task.timeline !== undefined || task.cues !== undefined) && { vtt: Flags.string({ description: 'New folder for subtitles (WebVTT), one file a media file.' }) }), ...(asked !== undefined && { question: Flags.string({ description: asked.description, required: true }) }), ...(task.masks !== undefined && { masks: Flags.string({ description: 'New folder for masks: NAME_0.png … (white is drawn) and NAME.mp4, the frames with the masks over them.' }) }) };

    protected async execute({ services, signal }: CommandContext): Promise<UseCaseReport> {
      const { predict } = await import('../../app/predict.js');
      const { mediaFiles } = await import('../../app/media-files.js');
      return predict(await services(), { task, runFolder: this.flags.run, files: await mediaFiles(await services(), this.args.files), ...(asked !== undefined && this.flags.question !== undefined && { labels: asked.labels(this.flags.question) }), ...(this.flags.masks !== undefined && { maskFolder: this.flags.masks }), ...(this.flags.vtt !== undefined && { vttFolder: this.flags.vtt }), ...(this.flags.html !== undefined && { htmlFile: this.flags.html }), signal });
    }
  };
}

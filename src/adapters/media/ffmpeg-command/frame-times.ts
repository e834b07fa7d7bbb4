import type { FfmpegCommands } from './find-ffmpeg.js';
import { inputOptions, type ProbedFile, type ProbedStream } from './probe-file.js';
import { runCommand, type CommandOptions } from './run-command.js';

/** Frames may be stored some places away from where they are shown; so much more than the asked range is listed. */
const reorderSeconds = 2;

export interface ListingRange {
  /** Whole second to seek to, 0 for the start. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Time stamps of the frames of the first video stream, ascending, seconds from the start of the container.
 *  `packets` reads them from the container; `frames` decodes, which is slower, and right for files without or with wrong time stamps.
 *  @returns undefined when the container lacks time stamps */
export const listFrameTimes = async (
  commands: FfmpegCommands,
  file: ProbedFile & { readonly video: ProbedStream },
  source: 'packets' | 'frames',
  range: ListingRange,
  options: CommandOptions,
): Promise<readonly number[] | undefined> => {
  const from = range.fromSeconds > 0 ? String(range.fromSeconds + file.startSeconds) : '';
  const entries = source === 'packets' ? 'packet=pts,flags' : 'frame=best_effort_timestamp';
  const interval = `${from}%${range.toSeconds + file.startSeconds + reorderSeconds}`;
  const args = ['-v', 'error', ...inputOptions, '-select_streams', 'V:0', '-show_entries', entries, '-read_intervals', interval, '-of', 'csv=p=0', file.url];
  const output = await runCommand(commands.ffprobe, args, options);
  const { num, den } = file.video.timeBase;
  const rate = file.probe.video?.framesPerSecond ?? 0;
  const times: number[] = [];
  for (const line of output.toString('latin1').split('\n')) {
    const [stamp, flags = ''] = line.split(',');
    if (stamp === '' || flags.includes('D')) continue; // D: decoded for others' sake and not shown
    const ticks = Number(stamp); // or N/A
    if (Number.isFinite(ticks)) times.push((ticks * num) / den - file.startSeconds);
    else if (source === 'packets') return undefined;
    else times.push((times.at(-1) ?? 0) + (times.length > 0 && rate > 0 ? 1 / rate : 0)); // decoded, so it comes after the one before
  }
  return times.sort((a, b) => a - b);
};

import { z } from 'zod';
import { MediaFault, type MediaProbe } from '../../../domain/ports/media.js';
import { timeZero } from '../decoded-range.js';
import { mediaFileUrl, readableFormats } from '../media-file.js';
import type { FfmpegCommands } from './find-ffmpeg.js';
import { CommandFailure, runCommand } from './run-command.js';

export interface ProbedStream {
  /** Ticks per second as a ratio: seconds = ticks × num / den. */
  readonly timeBase: { readonly num: number; readonly den: number };
  readonly statedEnd: number | undefined;
}

export interface ProbedFile {
  readonly url: string;
  readonly probe: MediaProbe;
  /** Time stamp that counts as time 0. */
  readonly startSeconds: number;
  readonly video: (ProbedStream & { readonly rotationDegrees: number }) | undefined;
  readonly audio: ProbedStream | undefined;
}

/** Options that every input gets. */
export const inputOptions = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', readableFormats] as const;

const seconds = z.coerce.number();
const ratio = z.string().regex(/^\d+\/\d+$/).transform((text) => {
  const [num, den] = text.split('/').map(Number);
  return { num, den };
});
const streamSchema = z.object({
  codec_type: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  avg_frame_rate: ratio.optional(),
  sample_rate: z.coerce.number().optional(),
  channels: z.int().optional(),
  time_base: ratio,
  start_time: seconds.optional(),
  duration: seconds.optional(),
  disposition: z.object({ attached_pic: z.int() }).optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
});
const reportSchema = z.object({
  format: z.object({ start_time: seconds.optional(), duration: seconds.optional() }),
  streams: z.array(streamSchema),
});
type StreamReport = z.infer<typeof streamSchema>;

/** Asks ffprobe what a file holds.
 *  @throws MediaFault */
export const probeFile = async (commands: FfmpegCommands, path: string, timeoutSeconds: number, signal?: AbortSignal): Promise<ProbedFile> => {
  const url = await mediaFileUrl(path);
  const args = ['-v', 'error', ...inputOptions, '-show_format', '-show_streams', '-of', 'json', url];
  const output = await asMediaFault(path, runCommand(commands.ffprobe, args, { timeoutSeconds, signal }));
  const report = reportSchema.parse(JSON.parse(output.toString('utf8')));
  const video = report.streams.find((s) => s.codec_type === 'video' && s.disposition?.attached_pic !== 1);
  const audio = report.streams.find((s) => s.codec_type === 'audio');
  if (!video && !audio) throw new MediaFault('unreadable', path, 'no video and no audio stream');
  const startSeconds = timeZero(report.format.start_time ?? 0);
  const rotationDegrees = video ? quarterTurns(video) : 0;
  return {
    url,
    startSeconds,
    video: video && { ...describeStream(video, startSeconds), rotationDegrees },
    audio: audio && describeStream(audio, startSeconds),
    probe: {
      durationSeconds: report.format.duration ?? 0,
      video: video && describeVideo(video, rotationDegrees),
      audio: audio && { sampleRateHz: audio.sample_rate ?? 0, channels: audio.channels ?? 0 },
    },
  };
};

/** Failures of the programs on a file are faults of the file; a program that cannot be started is not. */
export const asMediaFault = async <T>(path: string, running: Promise<T>): Promise<T> => {
  try {
    return await running;
  } catch (error) {
    if (error instanceof CommandFailure && !/^E[A-Z]+$/.test(error.outcome)) {
      throw new MediaFault('unreadable', path, error.logLines.length > 0 ? error.logLines.join('; ') : error.outcome);
    }
    throw error;
  }
};

const describeStream = ({ time_base, start_time, duration }: StreamReport, startSeconds: number): ProbedStream => ({
  timeBase: time_base,
  statedEnd: duration === undefined ? undefined : (start_time ?? 0) + duration - startSeconds,
});

const describeVideo = ({ width = 0, height = 0, avg_frame_rate }: StreamReport, rotationDegrees: number): MediaProbe['video'] => {
  const lying = rotationDegrees % 180 !== 0;
  const rate = avg_frame_rate && avg_frame_rate.den > 0 ? avg_frame_rate.num / avg_frame_rate.den : 0;
  return { width: lying ? height : width, height: lying ? width : height, framesPerSecond: rate };
};

/** ffprobe states the turn counter-clockwise; turns that are no multiple of 90° count as none. */
const quarterTurns = ({ side_data_list = [] }: StreamReport): number => {
  const rotation = side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const turn = ((-Math.round(rotation) % 360) + 360) % 360;
  return turn % 90 === 0 ? turn : 0;
};

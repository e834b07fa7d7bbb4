import type { FormatContext, Stream } from 'node-av/lib';
import { MediaFault, type MediaProbe } from '../../../domain/ports/media.js';
import { timeZero } from '../decoded-range.js';
import { mediaFileUrl, readableFormats } from '../media-file.js';
import type { NodeAv } from './load-node-av.js';

export interface OpenStream {
  readonly stream: Stream;
  /** Where the container says that the stream ends, seconds from the start of the container. */
  readonly statedEnd: number | undefined;
}

export interface OpenInput {
  readonly context: FormatContext;
  readonly probe: MediaProbe;
  /** Time stamp that counts as time 0. */
  readonly startSeconds: number;
  readonly video: (OpenStream & { readonly rotationDegrees: number }) | undefined;
  readonly audio: OpenStream | undefined;
}

/** Opens a file for the time of `use`.
 *  @throws MediaFault */
export const withInput = async <T>(nodeAv: NodeAv, path: string, use: (input: OpenInput) => Promise<T>): Promise<T> => {
  const { lib } = nodeAv;
  const url = await mediaFileUrl(path);
  const context = new lib.FormatContext();
  const options = lib.Dictionary.fromObject({ protocol_whitelist: 'file', format_whitelist: readableFormats });
  try {
    lib.FFmpegError.throwIfError(await context.openInput(url, null, options), 'open');
    lib.FFmpegError.throwIfError(await context.findStreamInfo(null), 'read the streams');
    return await use(describeInput(nodeAv, path, context));
  } catch (error) {
    if (error instanceof lib.FFmpegError) throw new MediaFault('unreadable', path, error.message);
    throw error;
  } finally {
    options.free();
    await context.closeInput();
  }
};

const describeInput = ({ constants }: NodeAv, path: string, context: FormatContext): OpenInput => {
  const startSeconds = context.startTime === constants.AV_NOPTS_VALUE ? 0 : timeZero(Number(context.startTime) / 1e6);
  const ofType = (type: number): Stream | undefined =>
    context.streams.find((s) => s.codecpar.codecType === type && !s.hasDisposition(constants.AV_DISPOSITION_ATTACHED_PIC));
  const open = (stream: Stream): OpenStream => ({ stream, statedEnd: statedEnd(stream, startSeconds, constants.AV_NOPTS_VALUE) });

  const video = ofType(constants.AVMEDIA_TYPE_VIDEO);
  const audio = ofType(constants.AVMEDIA_TYPE_AUDIO);
  if (!video && !audio) throw new MediaFault('unreadable', path, 'no video and no audio stream');
  const rotationDegrees = video ? quarterTurns(video.codecpar.getCodedSideData(constants.AV_PKT_DATA_DISPLAYMATRIX)) : 0;
  return {
    context,
    startSeconds,
    video: video && { ...open(video), rotationDegrees },
    audio: audio && open(audio),
    probe: {
      durationSeconds: context.duration === constants.AV_NOPTS_VALUE ? 0 : Number(context.duration) / 1e6,
      video: video && describeVideo(video, rotationDegrees),
      audio: audio && { sampleRateHz: audio.codecpar.sampleRate, channels: audio.codecpar.channels },
    },
  };
};

const describeVideo = ({ codecpar, avgFrameRate }: Stream, rotationDegrees: number): MediaProbe['video'] => {
  const lying = rotationDegrees % 180 !== 0;
  return {
    width: lying ? codecpar.height : codecpar.width,
    height: lying ? codecpar.width : codecpar.height,
    framesPerSecond: avgFrameRate.den === 0 ? 0 : avgFrameRate.num / avgFrameRate.den,
  };
};

/** Time stamp → seconds from the start of the container. */
export const secondsOf = (timeStamp: bigint, { num, den }: { readonly num: number; readonly den: number }, startSeconds: number): number =>
  (Number(timeStamp) * num) / den - startSeconds;

const statedEnd = (stream: Stream, startSeconds: number, unknown: bigint): number | undefined => {
  if (stream.duration === unknown || stream.duration <= 0n) return undefined;
  const begin = stream.startTime === unknown ? 0n : stream.startTime;
  return secondsOf(begin + stream.duration, stream.timeBase, startSeconds);
};

/** Clockwise turn in a display matrix: nine 32-bit integers in machine order, the first, second, fourth and fifth being the rotation
 *  in 16.16 fixed point (FFmpeg, libavutil/display.h). Turns that are no multiple of 90° count as none. */
const quarterTurns = (matrix: Buffer | null): number => {
  if (!matrix || matrix.length < 36) return 0;
  const degrees = (Math.atan2(matrix.readInt32LE(4), matrix.readInt32LE(0)) * 180) / Math.PI;
  const turn = ((Math.round(degrees) % 360) + 360) % 360;
  return turn % 90 === 0 ? turn : 0;
};

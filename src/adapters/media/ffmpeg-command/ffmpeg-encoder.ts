import { rm, writeFile } from 'node:fs/promises';
import type { EncodeRequest, MediaEncoder, RgbImage } from '../../../domain/ports/media.js';
import { encodeFault } from '../encode-fault.js';
import { checkFrames, encoderSettings, encoderThreads, frameRateRatio, type CheckedFrames } from '../encoder-settings.js';
import { describeFilters, encoderPictureFilters } from '../filters.js';
import { writeThenRename } from '../media-file.js';
import type { FfmpegCommands } from './find-ffmpeg.js';
import { CommandFailure, runCommand } from './run-command.js';

/** Encodes with the `ffmpeg` program: frames go in over a pipe, the samples through a temporary file beside the target. */
export const createFfmpegEncoder = (commands: FfmpegCommands, timeoutSeconds: number): MediaEncoder => ({
  name: `ffmpeg ${commands.version}`,
  encode: (request) =>
    writeThenRename(request.path, async (temporaryPath) => {
      const samplesPath = `${temporaryPath}.f32le`;
      try {
        await writeFile(samplesPath, floatBytes(request.waveform));
        const { size, frames } = await checkFrames(request.frames);
        if (!size && request.waveform.length === 0) throw new Error('a media file needs frames or samples');
        const args = encodeArguments(request, size, samplesPath, temporaryPath);
        await runCommand(commands.ffmpeg, args, { input: size && pixels(frames), timeoutSeconds });
      } catch (error) {
        if (error instanceof CommandFailure) throw encodeFault(request.path, [error.outcome, ...error.logLines].join('; '), error);
        throw error;
      } finally {
        await rm(samplesPath, { force: true });
      }
    }),
});

const encodeArguments = (request: EncodeRequest, size: CheckedFrames['size'], samplesPath: string, temporaryPath: string): string[] => {
  const settings = encoderSettings(request);
  const { num, den } = frameRateRatio(request.framesPerSecond);
  const exact = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'];
  const pictures = size
    ? {
        input: ['-f', 'rawvideo', '-pixel_format', 'rgb24', '-video_size', `${size.width}x${size.height}`, '-framerate', `${num}/${den}`, '-i', 'pipe:0'],
        output: [
          ...['-vf', describeFilters(encoderPictureFilters), '-c:v', settings.videoCodec, '-threads:v', String(encoderThreads)],
          ...streamOptions(settings.videoOptions, 'v'),
          ...['-colorspace', 'smpte170m', '-color_range', 'tv'],
        ],
      }
    : { input: [], output: [] };
  const sound =
    request.waveform.length > 0
      ? {
          input: ['-f', 'f32le', '-ar', String(request.sampleRateHz), '-ac', '1', '-i', `file:${samplesPath}`],
          output: [
            ...['-c:a', settings.audioCodec, ...streamOptions(settings.audioOptions, 'a')],
            ...['-ar', String(settings.audioRateHz), '-b:a', String(request.audioBitsPerSecond)],
          ],
        }
      : { input: [], output: [] };
  return [
    ...['-hide_banner', '-v', 'error', '-y', '-protocol_whitelist', 'file,pipe'],
    ...pictures.input,
    ...sound.input,
    ...pictures.output,
    ...sound.output,
    ...exact,
    ...['-f', request.container, `file:${temporaryPath}`],
  ];
};

const streamOptions = (options: Readonly<Record<string, string>>, type: 'a' | 'v'): string[] =>
  Object.entries(options).flatMap(([name, value]) => [`-${name}:${type}`, value]);

async function* pixels(frames: AsyncIterable<RgbImage>): AsyncGenerator<Uint8Array> {
  for await (const { data } of frames) yield data;
}

const floatBytes = (samples: Float32Array): Uint8Array => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);

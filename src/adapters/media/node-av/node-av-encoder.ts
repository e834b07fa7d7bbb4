import type { FormatContext } from 'node-av/lib';
import type { EncodeRequest, MediaEncoder } from '../../../domain/ports/media.js';
import { encodeFault } from '../encode-fault.js';
import { checkFrames, encoderSettings } from '../encoder-settings.js';
import { writeThenRename } from '../media-file.js';
import { AudioTrack } from './audio-track.js';
import type { NodeAv } from './load-node-av.js';
import { VideoTrack } from './video-track.js';

/** Encodes with FFmpeg inside this process. The same input gives the same bytes on one build of FFmpeg. */
export const createNodeAvEncoder = (nodeAv: NodeAv): MediaEncoder => ({
  name: `node-av (FFmpeg ${nodeAv.ffmpegVersion})`,
  encode: (request) => writeThenRename(request.path, (temporaryPath) => encodeTo(nodeAv, temporaryPath, request)),
});

const encodeTo = async (nodeAv: NodeAv, temporaryPath: string, request: EncodeRequest): Promise<void> => {
  const { lib, constants } = nodeAv;
  const context = new lib.FormatContext();
  try {
    lib.FFmpegError.throwIfError(context.allocOutputContext2(null, request.container, `file:${temporaryPath}`), 'container');
    context.setFlags(constants.AVFMT_FLAG_BITEXACT);
    lib.FFmpegError.throwIfError(await context.openOutput(), 'open');
    try {
      await writeStreams(nodeAv, context, request);
    } finally {
      await context.closeOutput();
    }
  } catch (error) {
    if (error instanceof lib.FFmpegError) throw encodeFault(request.path, error.message, error);
    throw error;
  } finally {
    context.freeContext();
  }
};

const writeStreams = async (nodeAv: NodeAv, context: FormatContext, request: EncodeRequest): Promise<void> => {
  const { lib } = nodeAv;
  const { size, frames } = await checkFrames(request.frames);
  if (!size && request.waveform.length === 0) throw new Error('a media file needs frames or samples');
  const settings = encoderSettings(request);
  let video: VideoTrack | undefined;
  let audio: AudioTrack | undefined;
  try {
    if (size) video = await VideoTrack.open(nodeAv, context, settings, request, size);
    if (request.waveform.length > 0) audio = await AudioTrack.open(nodeAv, context, settings, request);
    lib.FFmpegError.throwIfError(await context.writeHeader(null), 'write the header');
    let shown = 0;
    for await (const frame of frames) {
      await video?.push(frame);
      await audio?.pushUntil(++shown / request.framesPerSecond); // keeps the streams side by side, so that the container holds little back
    }
    await video?.finish();
    await audio?.finish();
    lib.FFmpegError.throwIfError(await context.writeTrailer(), 'write the index');
  } finally {
    video?.dispose();
    audio?.dispose();
  }
};

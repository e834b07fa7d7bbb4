import { MediaFault, type DecodedMedia, type DecodeRequest, type MediaDecoder } from '../../../domain/ports/media.js';
import { seekTarget } from '../decoded-range.js';
import { concludeDecoding } from '../conclude-decoding.js';
import type { NodeAv } from './load-node-av.js';
import { withInput, type OpenInput } from './open-input.js';
import { PictureReader } from './picture-reader.js';
import { SoundReader } from './sound-reader.js';

/** Decodes with FFmpeg inside this process; the work is done on libuv's threads, so the event loop goes on. */
export const createNodeAvDecoder = (nodeAv: NodeAv): MediaDecoder => ({
  name: `node-av (FFmpeg ${nodeAv.ffmpegVersion})`,
  probe: (path) => withInput(nodeAv, path, ({ probe }) => Promise.resolve(probe)),
  decode: async (path, request) => {
    request.signal?.throwIfAborted();
    const exact = await withInput(nodeAv, path, (input) => decodeFrom(nodeAv, input, path, request, seekTarget(request, input.probe)));
    return exact ?? decodeFromStart(nodeAv, path, request);
  },
});

const decodeFromStart = async (nodeAv: NodeAv, path: string, request: DecodeRequest): Promise<DecodedMedia> => {
  const decoded = await withInput(nodeAv, path, (input) => decodeFrom(nodeAv, input, path, request, 0));
  if (!decoded) throw new MediaFault('unreadable', path, 'time stamps begin after the start of the file');
  return decoded;
};

/** @returns undefined when seeking to `seekSeconds` landed behind what was asked for */
const decodeFrom = async (
  nodeAv: NodeAv,
  input: OpenInput,
  path: string,
  request: DecodeRequest,
  seekSeconds: number,
): Promise<DecodedMedia | undefined> => {
  const { video, audio, probe } = input;
  let pictures: PictureReader | undefined;
  let sound: SoundReader | undefined;
  try {
    if (video && request.frameTimesSeconds.length > 0) pictures = await PictureReader.open(nodeAv, video, input, request);
    if (audio && request.durationSeconds > 0) sound = await SoundReader.open(nodeAv, audio, input, request, seekSeconds);
    if (seekSeconds > 0) {
      const target = BigInt(Math.round((seekSeconds + input.startSeconds) * 1e6));
      await input.context.seekFrame(-1, target, nodeAv.constants.AVSEEK_FLAG_BACKWARD);
    }
    await readPackets(nodeAv, input, [pictures, sound].filter((reader) => reader !== undefined), request.signal);
    if (seekSeconds > 0) {
      const late = (first: number | undefined, wanted: number): boolean => first === undefined || first > wanted;
      if (pictures && late(pictures.firstSeconds, request.frameTimesSeconds[0])) return undefined;
      if (sound && late(sound.firstSeconds, seekSeconds)) return undefined;
    }
    return concludeDecoding(path, request, {
      probe,
      pictures: pictures && { frames: pictures.images, lastSeconds: pictures.lastSeconds, statedEnd: video?.statedEnd },
      sound: sound && { waveform: sound.waveform(), statedEnd: audio?.statedEnd },
    });
  } finally {
    pictures?.dispose();
    sound?.dispose();
  }
};

/** Feeds the readers until all have what they want or the file ends; a damaged end counts as the end. */
const readPackets = async (
  { lib, constants }: NodeAv,
  { context }: OpenInput,
  readers: readonly (PictureReader | SoundReader)[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  for (const stream of context.streams) {
    if (!readers.some(({ streamIndex }) => streamIndex === stream.index)) stream.discard = constants.AVDISCARD_ALL;
  }
  const packet = new lib.Packet();
  packet.alloc();
  try {
    while (readers.some(({ done }) => !done)) {
      signal?.throwIfAborted();
      if ((await context.readFrame(packet)) < 0) break;
      const reader = readers.find(({ streamIndex }) => streamIndex === packet.streamIndex);
      if (reader && !reader.done) await reader.push(packet);
      packet.unref();
    }
    for (const reader of readers) if (!reader.done) await reader.push(null);
  } finally {
    packet.free();
  }
};

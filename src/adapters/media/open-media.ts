import { AvtoolError } from '../../domain/errors.js';
import type { MediaTool, MediaToolName } from '../../domain/ports/machine.js';
import type { MediaDecoder, MediaEncoder } from '../../domain/ports/media.js';
import { createFfmpegDecoder } from './ffmpeg-command/ffmpeg-decoder.js';
import { createFfmpegEncoder } from './ffmpeg-command/ffmpeg-encoder.js';
import { findFfmpeg } from './ffmpeg-command/find-ffmpeg.js';
import { loadNodeAv } from './node-av/load-node-av.js';
import { createNodeAvDecoder } from './node-av/node-av-decoder.js';
import { createNodeAvEncoder } from './node-av/node-av-encoder.js';

export type MediaPreference = 'auto' | 'node-av' | 'ffmpeg';

export interface Media {
  readonly decoder: MediaDecoder;
  readonly encoder: MediaEncoder;
}

/** Where FFmpeg is looked for; nothing is loaded or started before it is asked for. */
export interface MediaSources {
  readonly loadNodeAv: typeof loadNodeAv;
  readonly findFfmpeg: typeof findFfmpeg;
}

/** A child process that has not ended after this time is taken for hung. */
const childTimeoutSeconds = 600;

const fixes = {
  'node-av': 'npm install node-av (leave out --omit=optional)',
  ffmpeg: 'install ffmpeg 5.1 or newer and put ffmpeg and ffprobe on PATH (Debian: apt-get install ffmpeg)',
} as const;

/** Opens the wanted way to FFmpeg. `auto` takes the package node-av where it can be loaded, else `ffmpeg` on PATH.
 *  @throws AvtoolError MEDIA_UNAVAILABLE (exit 3), saying what to install */
export const openMedia = async (preference: MediaPreference, sources: MediaSources = { loadNodeAv, findFfmpeg }): Promise<Media> => {
  const reasons: string[] = [];
  if (preference !== 'ffmpeg') {
    const found = await sources.loadNodeAv();
    if (found.available) return { decoder: createNodeAvDecoder(found.nodeAv), encoder: createNodeAvEncoder(found.nodeAv) };
    reasons.push(`node-av: ${found.reason}`);
  }
  if (preference !== 'node-av') {
    const found = await sources.findFfmpeg();
    if (found.available) {
      return { decoder: createFfmpegDecoder(found.commands, childTimeoutSeconds), encoder: createFfmpegEncoder(found.commands, childTimeoutSeconds) };
    }
    reasons.push(`ffmpeg: ${found.reason}`);
  }
  throw new AvtoolError({
    code: 'MEDIA_UNAVAILABLE',
    message: `video cannot be read or written here (${reasons.join('; ')})`,
    fix: preference === 'auto' ? `${fixes['node-av']}, or ${fixes.ffmpeg}` : fixes[preference],
    exitCode: 3,
  });
};

/** One way to FFmpeg: its version, or why it cannot be used and what installs it. */
export const mediaTool = async (name: MediaToolName, sources: MediaSources = { loadNodeAv, findFfmpeg }): Promise<MediaTool> => {
  if (name === 'node-av') {
    const found = await sources.loadNodeAv();
    return found.available ? { version: `FFmpeg ${found.nodeAv.ffmpegVersion}` } : { missing: found.reason, fix: fixes[name] };
  }
  const found = await sources.findFfmpeg();
  return found.available ? { version: found.commands.version } : { missing: found.reason, fix: fixes[name] };
};

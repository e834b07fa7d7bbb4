import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '../../../src/adapters/media/ffmpeg-command/find-ffmpeg.js';
import { runCommand } from '../../../src/adapters/media/ffmpeg-command/run-command.js';
import { loadNodeAv } from '../../../src/adapters/media/node-av/load-node-av.js';
import { openMedia, type Media } from '../../../src/adapters/media/open-media.js';
import type { DecodedMedia, DecodeRequest } from '../../../src/domain/ports/media.js';
import { aRequest, inFolder, largestDifference, realClips } from '../../suites/media/clips.js';

const [nodeAv, ffmpeg] = [await loadNodeAv(), await findFfmpeg()];
const missing = [nodeAv, ffmpeg].flatMap((found) => (found.available ? [] : [found.reason])).join('; ');
const clips = realClips();

describe('node-av and the ffmpeg command', { timeout: 120_000 }, () => {
  if (missing) {
    it.skip(`cannot be compared here: ${missing}`);
    return;
  }
  const both = async (path: string, request: DecodeRequest): Promise<[DecodedMedia, DecodedMedia]> => {
    const [a, b]: Media[] = await Promise.all([openMedia('node-av'), openMedia('ffmpeg')]);
    return Promise.all([a.decoder.decode(path, request), b.decoder.decode(path, request)]);
  };

  /** Frames: the same picture to one level (versions of swscale may round differently). Sound: the end may differ by one AAC frame,
   *  because FFmpeg before 6 plays the encoder's padding after the stated end; before that, 32-bit rounding only. */
  const expectAgreement = ([a, b]: [DecodedMedia, DecodedMedia], sampleRateHz: number): void => {
    expect(b.frames.length).toBe(a.frames.length);
    a.frames.forEach((image, index) => expect(largestDifference(image.data, b.frames[index].data)).toBeLessThanOrEqual(1));
    expect(b.lastFrameSeconds ?? -1).toBeCloseTo(a.lastFrameSeconds ?? -1, 5);
    const tailSamples = Math.ceil((1024 * sampleRateHz) / 22050);
    expect(Math.abs(a.waveform.length - b.waveform.length)).toBeLessThanOrEqual(tailSamples);
    const common = Math.min(a.waveform.length, b.waveform.length) - tailSamples;
    expect(largestDifference(a.waveform.subarray(0, common), b.waveform.subarray(0, common))).toBeLessThan(1e-5);
    expect(b.truncated).toBe(a.truncated);
  };

  if (clips.absent) it.skip(`on real clips: ${clips.absent}`);
  it.each(clips.paths.map((path) => [basename(path), path]))('agree on ten frames and ten seconds of %s', async (_, path) => {
    const request: DecodeRequest = {
      frameTimesSeconds: [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5],
      frameSize: { width: 192, height: 192 },
      sampleRateHz: 32000,
      startSeconds: 0,
      durationSeconds: 10,
    };
    const decoded = await both(path, request);
    expectAgreement(decoded, request.sampleRateHz);
    expect(decoded[0].frames).toHaveLength(10);
    // The dog clip states 6.0 s, all others about 10 s.
    expect(decoded[0].waveform.length / 32000).toBeCloseTo(path.includes('vas_dog') ? 6 : 10, 2);
    expect(decoded[0].truncated).toBe(false);
    expect(decoded[0].probe.video).toEqual(decoded[1].probe.video);
    expect(decoded[0].probe.audio).toEqual(decoded[1].probe.audio);
  });

  const make = (path: string, args: readonly string[]): Promise<Buffer> =>
    runCommand('ffmpeg', ['-nostdin', '-v', 'error', ...args, `file:${path}`], { timeoutSeconds: 100 });
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=3'];
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=22050:duration=3'];

  it('agree on a file whose frames have no time stamps (AVI with B-frames)', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'clip.avi');
      await make(path, [...picture, ...tone, '-c:v', 'mpeg4', '-bf', '2', '-c:a', 'pcm_s16le']);
      const decoded = await both(path, aRequest({ frameTimesSeconds: [0.06, 1.5, 2.5] }));
      expectAgreement(decoded, 32000);
      expect(decoded[0].frames).toHaveLength(3);
    });
  });

  it('agree on sound that begins later than the picture: what is before is silent and what follows is in its place', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'clip.mp4');
      await make(path, [...picture, '-itsoffset', '0.7', ...tone, '-c:a', 'aac']);
      const decoded = await both(path, aRequest());
      expectAgreement(decoded, 32000);
      const begin = decoded[0].waveform.findIndex((x) => Math.abs(x) > 0.05);
      expect(begin / 32000).toBeCloseTo(0.7, 2);
    });
  });

  it('agree on a transport stream that begins far from zero: times count from its start', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'clip.ts');
      await make(path, [...picture, ...tone, '-output_ts_offset', '1000', '-c:a', 'aac']);
      const decoded = await both(path, aRequest({ frameTimesSeconds: [0.5, 2.5] }));
      expectAgreement(decoded, 32000);
      expect(decoded[0].lastFrameSeconds).toBeLessThan(2.6);
      expect(decoded[0].lastFrameSeconds).toBeGreaterThan(2.4);
    });
  });

  it('agree on eight channels and on pictures of full range and another matrix', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'clip.mkv');
      const sound = ['-af', 'pan=7.1|c0=c0|c1=0.5*c0|c2=0.2*c0|c3=c0|c4=c0|c5=c0|c6=c0|c7=c0', '-c:a', 'pcm_s16le'];
      await make(path, [...picture, ...tone, '-vf', 'scale=out_color_matrix=bt709:out_range=pc', '-colorspace', 'bt709', '-color_range', 'pc', '-c:v', 'libx264', ...sound]);
      const decoded = await both(path, aRequest({ frameTimesSeconds: [1.5] }));
      expect(decoded[0].probe.audio?.channels).toBe(8);
      expectAgreement(decoded, 32000);
    });
  });
});

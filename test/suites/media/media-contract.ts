import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Media } from '../../../src/adapters/media/open-media.js';
import { aClip, aFrame, aRequest, aSine, frameIndexOf, frames, frequencyOf, inFolder, largestDifference, meanOf, noisyFrames, rmsOf } from './clips.js';
import { turnedClockwise, wavFile, withIndexInFront } from './file-bytes.js';

/** What every pair of decoder and encoder must do. Clips are written with the encoder under test into a temporary folder. */
export const describeMediaContract = (name: string, { decoder, encoder }: Media): void => {
  describe(`media contract: ${name}`, { timeout: 120_000 }, () => {
    const fault = (kind: string): unknown => expect.objectContaining({ name: 'MediaFault', kind });

    describe('frames', () => {
      it.each(['mp4', 'webm'] as const)('gives for each time the last frame not after it, from a written %s', async (container) => {
        await inFolder(async (folder) => {
          const path = join(folder, `clip.${container}`);
          await encoder.encode(aClip(path, { container }));

          const decoded = await decoder.decode(path, aRequest({ frameTimesSeconds: [0.06, 0.19, 1.06, 1.94, 2.94] }));

          // 8 frames a second: frame i is shown from i/8 to (i+1)/8; the times are the middles of frames 0, 1, 8, 15 and 23.
          expect(decoded.frames.map(frameIndexOf)).toEqual([0, 1, 8, 15, 23]);
          expect(decoded.truncated).toBe(false);
        });
      });

      it('gives the frame that begins exactly at the time', async () => {
        await inFolder(async (folder) => {
          await encoder.encode(aClip(join(folder, 'clip.mp4')));
          const decoded = await decoder.decode(join(folder, 'clip.mp4'), aRequest({ frameTimesSeconds: [0, 0.125, 0.375, 2.875] }));
          expect(decoded.frames.map(frameIndexOf)).toEqual([0, 1, 3, 23]);
          expect(decoded.lastFrameSeconds).toBeCloseTo(2.875, 6);
        });
      });

      it('gives the first frame before the start, the last one after the end, and one frame twice when asked twice', async () => {
        await inFolder(async (folder) => {
          await encoder.encode(aClip(join(folder, 'clip.mp4')));
          const decoded = await decoder.decode(join(folder, 'clip.mp4'), aRequest({ frameTimesSeconds: [-1, 1.5, 1.5, 3.5, 99] }));
          expect(decoded.frames.map(frameIndexOf)).toEqual([0, 12, 12, 23, 23]);
          expect(decoded.truncated).toBe(false);
        });
      });

      it('keeps colours within 4 levels', async () => {
        await inFolder(async (folder) => {
          await encoder.encode(aClip(join(folder, 'clip.mp4')));
          const [image] = (await decoder.decode(join(folder, 'clip.mp4'), aRequest({ frameTimesSeconds: [1.06] }))).frames;
          expect(image).toMatchObject({ width: 32, height: 32 });
          expect(image.data).toHaveLength(32 * 32 * 3);
          // Limited-range 8-bit YUV rounds by up to 2 levels, H.264 at CRF 10 by about as much.
          expect(Math.abs(meanOf(image, 0) - 92)).toBeLessThan(4);
          expect(Math.abs(meanOf(image, 1, (x) => x === 0) - 40)).toBeLessThan(4);
          expect(Math.abs(meanOf(image, 1, (x) => x === 31) - 200)).toBeLessThan(4);
          expect(Math.abs(meanOf(image, 2) - 100)).toBeLessThan(4);
        });
      });

      it('scales to the asked size without keeping the aspect ratio', async () => {
        await inFolder(async (folder) => {
          await encoder.encode(aClip(join(folder, 'clip.mp4')));
          const [image] = (await decoder.decode(join(folder, 'clip.mp4'), aRequest({ frameSize: { width: 50, height: 13 } }))).frames;
          expect(image).toMatchObject({ width: 50, height: 13 });
          expect(image.data).toHaveLength(50 * 13 * 3);
          expect(meanOf(image, 1, (x) => x >= 45)).toBeGreaterThan(meanOf(image, 1, (x) => x < 5) + 120);
        });
      });

      it('turns pictures upright when the container asks for it', async () => {
        await inFolder(async (folder) => {
          const path = join(folder, 'clip.mp4');
          const wide = Array.from({ length: 8 }, (_, index) => aFrame(index, 48, 32));
          await encoder.encode(aClip(path, { frames: wide, waveform: new Float32Array(0) }));
          await writeFile(path, turnedClockwise(await readFile(path)));

          const decoded = await decoder.decode(path, aRequest({ frameTimesSeconds: [0.5] }));

          expect(decoded.probe.video).toMatchObject({ width: 32, height: 48 });
          const [image] = decoded.frames;
          expect(image).toMatchObject({ width: 32, height: 48 });
          // Green grew from left to right; a clockwise turn brings the left edge to the top.
          expect(Math.abs(meanOf(image, 1, (_, y) => y === 0) - 40)).toBeLessThan(6);
          expect(Math.abs(meanOf(image, 1, (_, y) => y === 47) - 200)).toBeLessThan(6);
        });
      });

      it('finds frames and sound far inside a file as exactly as at its start', async () => {
        await inFolder(async (folder) => {
          const path = join(folder, 'long.mp4');
          const waveform = aSine({ hz: 440, seconds: 40, sampleRateHz: 16000 });
          await encoder.encode(aClip(path, { framesPerSecond: 16, frames: frames(640), waveform, sampleRateHz: 16000 }));

          const request = { frameTimesSeconds: [35.03, 36.9], sampleRateHz: 16000, startSeconds: 35.25, durationSeconds: 0.5 };
          const decoded = await decoder.decode(path, request);

          // Frames 560 and 590; red repeats every 24 frames: 560 = 23·24 + 8, 590 = 24·24 + 14.
          expect(decoded.frames.map(frameIndexOf)).toEqual([8, 14]);
          expect(decoded.waveform).toHaveLength(8000);
          // 35.25 s are whole periods, so the sine begins at zero again; the tolerance is AAC's error at 96 kbit/s, a shift by one sample is 0.086.
          const expected = aSine({ hz: 440, seconds: 0.5, sampleRateHz: 16000 });
          expect(largestDifference(decoded.waveform, expected)).toBeLessThan(0.05);
        });
      });

      it('gives frames in other rates than whole numbers', async () => {
        await inFolder(async (folder) => {
          await encoder.encode(aClip(join(folder, 'clip.mp4'), { framesPerSecond: 29.97 }));
          const decoded = await decoder.decode(join(folder, 'clip.mp4'), aRequest({ frameTimesSeconds: [0.05, 0.35, 0.75] }));
          // 29.97 · 0.05 = 1.5, · 0.35 = 10.5, · 0.75 = 22.5
          expect(decoded.frames.map(frameIndexOf)).toEqual([1, 10, 22]);
          expect(decoded.probe.video?.framesPerSecond).toBeCloseTo(29.97, 2);
        });
      });
    });

    describe('sound', () => {
      it.each([
        { container: 'mp4', writtenHz: 32000, readHz: 32000 },
        { container: 'mp4', writtenHz: 22050, readHz: 32000 },
        { container: 'mp4', writtenHz: 10000, readHz: 16000 },
        { container: 'webm', writtenHz: 32000, readHz: 16000 },
      ] as const)('keeps pitch, loudness and length: $container, $writtenHz to $readHz Hz', async ({ container, writtenHz, readHz }) => {
        await inFolder(async (folder) => {
          const path = join(folder, `clip.${container}`);
          await encoder.encode(aClip(path, { container, waveform: aSine({ hz: 440, seconds: 3, sampleRateHz: writtenHz }), sampleRateHz: writtenHz }));

          const { waveform } = await decoder.decode(path, aRequest({ sampleRateHz: readHz }));

          // One AAC or Opus frame (at most 1024 samples at 10 kHz: 0.1 s) may be missing at the end, never more than asked is given.
          expect(waveform.length).toBeGreaterThan(2.89 * readHz);
          expect(waveform.length).toBeLessThanOrEqual(3 * readHz);
          const middle = waveform.subarray(readHz, 2 * readHz);
          expect(Math.abs(frequencyOf(middle, readHz) - 440)).toBeLessThanOrEqual(1);
          expect(rmsOf(middle)).toBeCloseTo(0.5 / Math.SQRT2, 2);
        });
      });

      it.each(['mp4', 'webm'] as const)('stays in step with the picture: a tone that begins at 1 s is heard at 1 s (%s)', async (container) => {
        await inFolder(async (folder) => {
          const path = join(folder, `clip.${container}`);
          const waveform = aSine({ hz: 1000, seconds: 3, sampleRateHz: 32000 }).fill(0, 0, 32000);
          await encoder.encode(aClip(path, { container, waveform }));
          const decoded = await decoder.decode(path, aRequest());
          const begin = decoded.waveform.findIndex((x) => Math.abs(x) > 0.25);
          // Encoders spread a sudden begin by some milliseconds, and WebM's clock counts milliseconds; encoder priming would be 20 to 64 ms.
          expect(Math.abs(begin / 32000 - 1)).toBeLessThan(0.012);
        });
      });

      it('cuts the asked range out of the whole, sample by sample', async () => {
        await inFolder(async (folder) => {
          const path = join(folder, 'clip.mp4');
          await encoder.encode(aClip(path, { waveform: aSine({ hz: 440, seconds: 3, sampleRateHz: 22050 }), sampleRateHz: 22050 }));
          const whole = (await decoder.decode(path, aRequest())).waveform;
          const part = (await decoder.decode(path, aRequest({ startSeconds: 1.25, durationSeconds: 0.5 }))).waveform;
          expect(largestDifference(part, whole.subarray(40000, 56000))).toBe(0);
        });
      });

      it('gives only what the file holds of a range that goes past its end', async () => {
        await inFolder(async (folder) => {
          await writeFile(join(folder, 'tone.wav'), wavFile([aSine({ hz: 440, seconds: 3, sampleRateHz: 32000 })], 32000));
          const decoded = await decoder.decode(join(folder, 'tone.wav'), aRequest({ startSeconds: 2.5, durationSeconds: 10 }));
          expect(decoded.waveform).toHaveLength(16000);
          expect(decoded.truncated).toBe(false);
          expect((await decoder.decode(join(folder, 'tone.wav'), aRequest({ startSeconds: 7 }))).waveform).toHaveLength(0);
        });
      });

      it('gives the mean of the channels', async () => {
        await inFolder(async (folder) => {
          const left = aSine({ hz: 440, seconds: 1, sampleRateHz: 32000, amplitude: 0.8 });
          await writeFile(join(folder, 'stereo.wav'), wavFile([left, new Float32Array(32000)], 32000));
          const decoded = await decoder.decode(join(folder, 'stereo.wav'), aRequest());
          expect(decoded.probe).toMatchObject({ video: undefined, audio: { sampleRateHz: 32000, channels: 2 } });
          // 16 bits: half a step of 1/32768, halved; the rest is 32-bit rounding.
          expect(largestDifference(decoded.waveform, left.map((x) => x / 2))).toBeLessThan(3e-5);
        });
      });
    });

    describe('what a file lacks', () => {
      it('says what a whole clip holds before anything is decoded', async () => {
        await inFolder(async (folder) => {
          await encoder.encode(aClip(join(folder, 'clip.mp4')));
          const probe = await decoder.probe(join(folder, 'clip.mp4'));
          expect(probe.video).toEqual({ width: 32, height: 32, framesPerSecond: 8 });
          expect(probe.audio).toEqual({ sampleRateHz: 32000, channels: 1 });
          expect(probe.durationSeconds).toBeCloseTo(3, 1);
        });
      });

      it('gives pictures and no samples of a silent film', async () => {
        await inFolder(async (folder) => {
          await encoder.encode(aClip(join(folder, 'clip.mp4'), { waveform: new Float32Array(0) }));
          const decoded = await decoder.decode(join(folder, 'clip.mp4'), aRequest());
          expect(decoded.probe.audio).toBeUndefined();
          expect(decoded.frames).toHaveLength(1);
          expect(decoded.waveform).toHaveLength(0);
          expect(decoded.truncated).toBe(false);
        });
      });

      it('gives samples and no pictures of a sound file', async () => {
        await inFolder(async (folder) => {
          await encoder.encode(aClip(join(folder, 'clip.mp4'), { frames: [] }));
          const decoded = await decoder.decode(join(folder, 'clip.mp4'), aRequest());
          expect(decoded.probe.video).toBeUndefined();
          expect(decoded.frames).toHaveLength(0);
          expect(decoded.lastFrameSeconds).toBeUndefined();
          expect(decoded.waveform.length).toBeGreaterThan(2.9 * 32000);
        });
      });
    });

    describe('damaged files', () => {
      it('says that a file cut behind its index is truncated, and gives what is there', async () => {
        await inFolder(async (folder) => {
          const path = join(folder, 'clip.mp4');
          await encoder.encode(aClip(path));
          const bytes = withIndexInFront(await readFile(path));
          await writeFile(path, bytes);
          const whole = await decoder.decode(path, aRequest({ frameTimesSeconds: [0.06, 2.94] }));
          await truncate(path, Math.round(bytes.length * 0.6));
          const cut = await decoder.decode(path, aRequest({ frameTimesSeconds: [0.06, 2.94] }));

          expect(whole.truncated).toBe(false);
          expect(whole.frames.map(frameIndexOf)).toEqual([0, 23]);
          expect(cut.truncated).toBe(true);
          expect(frameIndexOf(cut.frames[0])).toBe(0);
          expect(cut.lastFrameSeconds).toBeLessThan(2.5);
          expect(cut.waveform.length).toBeLessThan(2.5 * 32000);
        });
      });

      it('says that a cut WebM is truncated', async () => {
        await inFolder(async (folder) => {
          const path = join(folder, 'clip.webm');
          await encoder.encode(aClip(path, { container: 'webm' }));
          await truncate(path, Math.round((await readFile(path)).length * 0.6));
          const cut = await decoder.decode(path, aRequest({ frameTimesSeconds: [0.06, 2.94] }));
          expect(cut.truncated).toBe(true);
          expect(cut.frames).toHaveLength(2);
        });
      });

      it('refuses a file that lost its index, random bytes, a playlist, an empty file, a folder and a missing file, each by its kind', async () => {
        await inFolder(async (folder) => {
          const at = (file: string): string => join(folder, file);
          await encoder.encode(aClip(at('whole.mp4')));
          const bytes = await readFile(at('whole.mp4'));
          await writeFile(at('cut.mp4'), bytes.subarray(0, Math.round(bytes.length * 0.6)));
          await writeFile(at('random.mp4'), createHash('shake256', { outputLength: 20_000 }).update('seed').digest());
          await writeFile(at('list.m3u8'), `#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nwhole.mp4\n#EXT-X-ENDLIST\n`);
          await writeFile(at('concat.ffconcat'), `ffconcat version 1.0\nfile whole.mp4\n`);
          await writeFile(at('empty.mp4'), '');
          await mkdir(at('folder.mp4'));

          for (const file of ['cut.mp4', 'random.mp4', 'list.m3u8', 'concat.ffconcat', 'folder.mp4']) {
            await expect(decoder.decode(at(file), aRequest()), file).rejects.toEqual(fault('unreadable'));
            await expect(decoder.probe(at(file)), file).rejects.toEqual(fault('unreadable'));
          }
          await expect(decoder.decode(at('empty.mp4'), aRequest())).rejects.toEqual(fault('empty'));
          await expect(decoder.decode(at('missing.mp4'), aRequest())).rejects.toEqual(fault('missing'));
        });
      });
    });

    describe('files and their names', () => {
      it.each(['-i.mp4', '-y clip:0.mp4', "%03d [it's] é.mp4", 'pipe:1.mp4'])('reads and writes a file named %s', async (file) => {
        await inFolder(async (folder) => {
          await encoder.encode(aClip(join(folder, file)));
          expect(await readdir(folder)).toEqual([file]);
          expect((await decoder.decode(join(folder, file), aRequest())).frames.map(frameIndexOf)).toEqual([12]);
        });
      });

      it('leaves the old file and nothing else when encoding fails', async () => {
        await inFolder(async (folder) => {
          const path = join(folder, 'clip.mp4');
          await writeFile(path, 'old');
          const broken = function* () {
            yield aFrame(0);
            yield aFrame(1);
            throw new Error('the renderer failed');
          };
          await expect(encoder.encode(aClip(path, { frames: broken() }))).rejects.toThrow('the renderer failed');
          expect(await readdir(folder)).toEqual(['clip.mp4']);
          expect(await readFile(path, 'utf8')).toBe('old');
        });
      });

      it('refuses frames of two sizes and odd sizes', async () => {
        await inFolder(async (folder) => {
          const path = join(folder, 'clip.mp4');
          await expect(encoder.encode(aClip(path, { frames: [aFrame(0), aFrame(1, 16, 16)] }))).rejects.toThrow('frame of 16x16');
          await expect(encoder.encode(aClip(path, { frames: [aFrame(0, 31, 32)] }))).rejects.toThrow('not 31x32');
          expect(await readdir(folder)).toEqual([]);
        });
      });

      // x264's macroblock tree once made two of ten files of one clip differ; small pictures with much in them show it.
      it.each(['mp4', 'webm'] as const)('writes the same bytes for the same %s, ten times', async (container) => {
        await inFolder(async (folder) => {
          const frames = noisyFrames();
          const path = (k: number): string => join(folder, String(k));
          for (let k = 0; k < 10; k++) await encoder.encode(aClip(path(k), { container, frames, framesPerSecond: 3, constantRateFactor: 18 }));
          const first = await readFile(path(0));
          for (let k = 1; k < 10; k++) expect((await readFile(path(k))).equals(first)).toBe(true);
        });
      });
    });

    describe('manners', () => {
      it('stops with the reason of the signal', async () => {
        await inFolder(async (folder) => {
          const path = join(folder, 'clip.mp4');
          await encoder.encode(aClip(path));
          const reason = new Error('stopped by the user');
          await expect(decoder.decode(path, aRequest({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
          const controller = new AbortController();
          const running = decoder.decode(path, aRequest({ signal: controller.signal }));
          controller.abort(reason);
          await expect(running).rejects.toBe(reason);
        });
      });

      it('lets the event loop turn while it decodes', async () => {
        await inFolder(async (folder) => {
          const path = join(folder, 'clip.mp4');
          await encoder.encode(aClip(path));
          let turns = 0;
          let decoding = true;
          const turn = (): void => {
            turns++;
            if (decoding) setImmediate(turn);
          };
          setImmediate(turn);
          await decoder.decode(path, aRequest({ frameTimesSeconds: [2.94] }));
          decoding = false;
          // At least once per frame; a decoder on the main thread would let it turn a handful of times, for opening the file.
          expect(turns).toBeGreaterThan(24);
        });
      });
    });
  });
};

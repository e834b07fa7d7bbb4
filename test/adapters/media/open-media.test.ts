import { describe, expect, it } from 'vitest';
import { openMedia, type MediaSources } from '../../../src/adapters/media/open-media.js';

const nothing: MediaSources = {
  loadNodeAv: () => Promise.resolve({ available: false, reason: 'no binary for plan9-mips' }),
  findFfmpeg: () => Promise.resolve({ available: false, reason: 'ffmpeg is not on PATH' }),
};
const onlyCommand: MediaSources = {
  ...nothing,
  findFfmpeg: () => Promise.resolve({ available: true, commands: { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', version: '6.1' } }),
};

describe('openMedia', () => {
  it('falls back to the ffmpeg command when node-av cannot be loaded', async () => {
    expect((await openMedia('auto', onlyCommand)).decoder.name).toBe('ffmpeg 6.1');
  });

  it('says why neither way works and what to install', async () => {
    await expect(openMedia('auto', nothing)).rejects.toMatchObject({
      code: 'MEDIA_UNAVAILABLE',
      exitCode: 3,
      message: expect.stringMatching(/no binary for plan9-mips.*ffmpeg is not on PATH/),
      fix: expect.stringMatching(/npm install node-av.*install ffmpeg 5\.1/),
    });
  });

  it('does not fall back when one way is asked for by name', async () => {
    await expect(openMedia('node-av', onlyCommand)).rejects.toMatchObject({ code: 'MEDIA_UNAVAILABLE', fix: expect.stringMatching(/npm install node-av/) });
  });
});

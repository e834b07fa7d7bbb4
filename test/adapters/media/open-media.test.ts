import { describe, expect, it } from 'vitest';
import { openMedia, type MediaSources } from '../../../src/adapters/media/open-media.js';
import { AvtoolError } from '../../../src/domain/errors.js';

const nothing: MediaSources = {
  loadNodeAv: () => Promise.resolve({ available: false, reason: 'no binary for plan9-mips' }),
  findFfmpeg: () => Promise.resolve({ available: false, reason: 'ffmpeg is not on PATH' }),
};
const onlyCommand: MediaSources = {
  ...nothing,
  findFfmpeg: () => Promise.resolve({ available: true, commands: { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', version: '6.1' } }),
};

const failure = async (opening: Promise<unknown>): Promise<AvtoolError> => {
  try {
    await opening;
  } catch (error) {
    if (error instanceof AvtoolError) return error;
    throw error;
  }
  throw new Error('it did not fail');
};

describe('openMedia', () => {
  it('falls back to the ffmpeg command when node-av cannot be loaded', async () => {
    expect((await openMedia('auto', onlyCommand)).decoder.name).toBe('ffmpeg 6.1');
  });

  it('says why neither way works and what to install', async () => {
    const error = await failure(openMedia('auto', nothing));
    expect(error).toMatchObject({ code: 'MEDIA_UNAVAILABLE', exitCode: 3 });
    expect(error.message).toMatch(/no binary for plan9-mips.*ffmpeg is not on PATH/);
    expect(error.fix).toMatch(/npm install node-av.*install ffmpeg 5\.1/);
  });

  it('does not fall back when one way is asked for by name', async () => {
    const error = await failure(openMedia('node-av', onlyCommand));
    expect(error.code).toBe('MEDIA_UNAVAILABLE');
    expect(error.fix).toMatch(/npm install node-av/);
  });
});

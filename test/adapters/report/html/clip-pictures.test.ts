import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { attentionPictures } from '../../../../src/adapters/report/html/clips/attention.js';
import { runsInWords, segmentRuns } from '../../../../src/adapters/report/html/clips/segment-runs.js';
import { muLaw, soundPlayer, telephoneWav } from '../../../../src/adapters/report/html/clips/sound-player.js';
import { topClasses } from '../../../../src/adapters/report/html/clips/top-classes.js';
import { waveformPicture } from '../../../../src/adapters/report/html/clips/waveform.js';

describe('the attention over the picture', () => {
  it('is stretched over the whole clip: invisible where lowest, strongest where highest, one pixel a token', async () => {
    const { lowest, highest, pictures } = await attentionPictures({ grid: [1, 3], maps: [[0.1, 0.2, 0.1], [0.3, 0.1, 0.1]] });
    expect([lowest, highest]).toEqual([0.1, 0.3]);
    const { data, info } = await sharp(Buffer.from(pictures[1].split(',')[1], 'base64')).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([3, 1]);
    expect([data[3], data[7]]).toEqual([215, 0]);
  });

  it('shows nothing where it is the same everywhere', async () => {
    const { pictures } = await attentionPictures({ grid: [1, 2], maps: [[0.5, 0.5]] });
    const data = await sharp(Buffer.from(pictures[0].split(',')[1], 'base64')).raw().toBuffer();
    expect([data[3], data[7]]).toEqual([0, 0]);
  });
});

describe('runs of segments', () => {
  it('join neighbours with the same label', () => {
    expect(segmentRuns([2, 2, 0, 2])).toEqual([{ label: 2, start: 0, length: 2 }, { label: 0, start: 2, length: 1 }, { label: 2, start: 3, length: 1 }]);
  });

  it('are told with their seconds, without background', () => {
    expect(runsInWords([2, 0, 0, 1, 2], ['bell', 'drum'], 0.5)).toBe('bell 0.5–1.5 s, drum 1.5–2 s');
    expect(runsInWords([2, 2], ['bell', 'drum'], 1)).toBe('background throughout');
  });
});

describe('the sound of a clip', () => {
  it('is coded as ITU-T G.711 says: silence FF, positive full scale 80, negative 00', () => {
    expect([muLaw(0), muLaw(1), muLaw(-1), muLaw(3)]).toEqual([0xff, 0x80, 0x00, 0x80]);
  });

  it('is a µ-law WAV at 8 kHz: ten seconds of 16 kHz are 80,046 bytes', () => {
    const wav = telephoneWav(new Float32Array(160_000), 16_000);
    const view = new DataView(wav.buffer);
    expect([wav.length, view.getUint32(4, true), view.getUint16(20, true), view.getUint32(24, true), view.getUint32(42, true)]).toEqual([80_046, 80_038, 7, 8000, 80_000]);
  });

  it('has no player when its file would be over 200 kB', () => {
    expect(soundPlayer('a', new Float32Array(8000 * 24), 8000)).toBeDefined();
    expect(soundPlayer('a', new Float32Array(8000 * 25), 8000)).toBeUndefined();
  });

  it('is drawn between the lowest and highest sample of a column, scaled to its peak', () => {
    expect(waveformPicture(Float32Array.of(0.5, -0.25)).markup).toContain('d="M0 0.0L200 30.0L200 30.0L0 0.0Z"');
    expect(waveformPicture(new Float32Array(100)).markup).toBe('no sound');
  });
});

describe('the likeliest classes', () => {
  it('are the first five in order, and the true class with its rank', () => {
    const probabilities = [0.3, 0.01, 0.2, 0.15, 0.14, 0.12, 0.08];
    const names = topClasses(probabilities, [1, 1, 7], ['a', 'b', 'c', 'd', 'e', 'f', 'g']).markup.match(/<tr>.*?<\/th>/g)?.slice(1).map((row) => row.replace(/<[^>]*>/g, ' ').trim().split(/\s+/).join(' '));
    expect(names).toEqual(['1 a', '2 c', '3 d', '4 e', '5 f', '7 b (true)']);
  });
});

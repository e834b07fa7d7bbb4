import { describe, expect, it } from 'vitest';
import { clipMedia, fitted, judge } from '../../src/app/clip-media.js';
import type { ClipRecord } from '../../src/domain/data/dataset.js';
import { MediaFault, type DecodedMedia } from '../../src/domain/ports/media.js';
import { aDecoder, aPicture, type AFile } from '../builders/media.js';

const cut = { segments: 4, segmentSeconds: 1, sampleRateHz: 8, maxFrameSide: 4 };
const aRecord = (wanted: Partial<ClipRecord> = {}): ClipRecord => ({ id: 'a', split: 'train', where: 'list.txt line 3', mediaName: 'clip', segmentLabels: [0, 0, 2, 2], ...wanted });
const clipOf = (file: AFile | MediaFault, record = aRecord(), path: string | undefined = '/videos/clip.mp4') => clipMedia(record, path, cut, aDecoder({ clip: file }));

describe('the media of an annotation row', () => {
  it('are the picture at the middle of each segment and the exact number of samples', async () => {
    const { entry, media } = await clipOf({});
    expect(entry).toEqual({ id: 'a', split: 'train', state: 'ok', segmentLabels: [0, 0, 2, 2] });
    expect(media?.frames.map(({ data }) => data[0])).toEqual([0, 1, 2, 3]);
    expect(media?.waveform).toEqual(new Float32Array(32).fill(0.5));
  });

  it.each<[string, AFile | MediaFault, string, string]>([
    ['no sound', { sound: false }, 'no-audio', 'the file has no sound'],
    ['no picture', { picture: false }, 'no-video', 'the file has no picture'],
    ['neither', { picture: false, sound: false }, 'unreadable', 'the file holds no picture and no sound'],
    ['nothing that can be decoded', new MediaFault('unreadable', 'clip.mp4', 'moov atom not found'), 'unreadable', 'moov atom not found'],
    ['no byte', new MediaFault('empty', 'clip.mp4', 'the file is empty'), 'unreadable', 'the file is empty'],
    ['vanished between the look and the reading', new MediaFault('missing', 'clip.mp4', 'no such file'), 'missing', 'no such file'],
  ])('are absent for a file with %s', async (_, file, state, detail) => {
    expect(await clipOf(file)).toEqual({ entry: { id: 'a', split: 'train', state, detail, segmentLabels: [0, 0, 2, 2] } });
  });

  it('are absent without a file, and nothing is opened', async () => {
    const decoder = aDecoder({ clip: {} });
    const { entry, media } = await clipMedia(aRecord(), undefined, cut, decoder);
    expect(entry).toMatchObject({ state: 'missing', detail: 'no video called clip' });
    expect([media, decoder.decoded]).toEqual([undefined, []]);
  });

  it('are absent for a faulty annotation, which is said with its place, and nothing is opened', async () => {
    const decoder = aDecoder({ clip: {} });
    const { entry, media } = await clipMedia(aRecord({ segmentLabels: undefined, fault: 'Field end: 3 is before the start.' }), '/videos/clip.mp4', cut, decoder);
    expect(entry).toEqual({ id: 'a', split: 'train', state: 'bad-annotation', detail: 'list.txt line 3: Field end: 3 is before the start.', segmentLabels: [] });
    expect([media, decoder.decoded]).toEqual([undefined, []]);
  });

  it('of a short file are padded with silence and the last picture, and how much is said', async () => {
    const { entry, media } = await clipOf({ seconds: 2.5 });
    expect(entry).toMatchObject({ state: 'short', detail: '1.50 s of sound missing, padded with silence' });
    expect(media?.waveform).toEqual(Float32Array.of(...Array<number>(20).fill(0.5), ...Array<number>(12).fill(0)));
    expect(media?.frames).toHaveLength(4);
  });

  it('of a file that is cut off are short in any case', async () => {
    expect((await clipOf({ seconds: 2, truncated: true })).entry.detail).toBe('2.00 s of sound missing, padded with silence; the file is cut off');
    expect((await clipOf({ truncated: true })).entry).toMatchObject({ state: 'short', detail: 'the file is cut off; the last picture was repeated' });
  });

  it('of a silent file can be used, and the level is said', async () => {
    const { entry, media } = await clipOf({ level: 0.00005 });
    expect(entry).toMatchObject({ state: 'silent', detail: 'all samples are below 0.0001' });
    expect(media?.frames).toHaveLength(4);
  });

  it('larger than the cache stores are asked for smaller, in the same proportions, never below a pixel', async () => {
    expect((await clipOf({ width: 16, height: 8 })).media?.frames[0]).toMatchObject({ width: 4, height: 2 });
    expect((await clipOf({ width: 100, height: 1 })).media?.frames[0]).toMatchObject({ width: 4, height: 1 });
    expect((await clipOf({ width: 3, height: 4 })).media?.frames[0]).toMatchObject({ width: 3, height: 4 });
  });

  it('do not hide a bug of the decoder', async () => {
    const broken = { ...aDecoder({}), probe: () => Promise.reject(new TypeError('undefined is not a function')) };
    await expect(clipMedia(aRecord(), '/videos/clip.mp4', cut, broken)).rejects.toThrow(TypeError);
  });
});

const decoded = (samples: number, frames = 4): DecodedMedia => ({
  probe: { durationSeconds: 4, video: undefined, audio: undefined },
  frames: Array.from({ length: frames }, (_, t) => aPicture(t)),
  waveform: new Float32Array(samples).fill(0.5),
  lastFrameSeconds: 3,
  truncated: false,
});

describe('a clip that ends a little early', () => {
  it.each([
    [32, 'ok'],
    [30, 'ok'], // 0.25 s: the rounding of codecs
    [29, 'short'],
    [40, 'ok'],
  ])('with %i of 32 samples is %s', (samples, state) => {
    expect(judge(decoded(samples), cut).state).toBe(state);
  });

  it('has the exact size all the same', () => {
    for (const samples of [29, 32, 40]) expect(fitted(decoded(samples), cut).waveform).toHaveLength(32);
  });

  it('repeats its last picture where fewer were decoded', () => {
    expect(fitted(decoded(32, 2), cut).frames.map(({ data }) => data[0])).toEqual([0, 1, 1, 1]);
  });
});

describe('seconds that are spread over a whole file', () => {
  it('show the frames at their numbers, from the first to the last, with the second of sound about each', async () => {
    const { entry, media } = await clipMedia(aRecord(), '/videos/clip.mp4', { ...cut, spread: 'whole-file' }, aDecoder({ clip: { seconds: 10 } }));
    expect(entry).toEqual({ id: 'a', split: 'train', state: 'ok', segmentLabels: [0, 0, 2, 2] });
    expect(media?.frames.map(({ data }) => data[0])).toEqual([0, 3, 6, 9]);
    expect(media?.waveform).toEqual(new Float32Array(32).fill(0.5));
  });

  it('repeat in a file that has fewer', async () => {
    const { media } = await clipMedia(aRecord(), '/videos/clip.mp4', { ...cut, spread: 'whole-file' }, aDecoder({ clip: { seconds: 2 } }));
    expect(media?.frames.map(({ data }) => data[0])).toEqual([0, 0, 0, 1]);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createOnnxruntimeEngine } from '../../src/adapters/engine/onnxruntime/onnxruntime-engine.js';
import { evaluate } from '../../src/app/evaluate.js';
import { predict } from '../../src/app/predict.js';
import type { Services } from '../../src/app/services.js';
import { train } from '../../src/app/train.js';
import type { PredictRequest } from '../../src/app/use-case-requests.js';
import { MediaFault, type MediaDecoder } from '../../src/domain/ports/media.js';
import { aDecoder } from '../builders/media.js';
import type { ReportContent } from '../../src/domain/ports/report.js';
import { aListeningReporter, plainPictures, someServices } from '../builders/services.js';
import { aSmallTask } from '../builders/small-task.js';
import { aWorkplace } from './small-runs.js';

const engine = createOnnxruntimeEngine({ threads: 1 });
afterAll(() => engine.dispose());
const computing = (wanted: Partial<Services> = {}): Services => someServices({ computing: engine, ...wanted });

async function aTrainedRun() {
  const { folder, request, cacheFolder } = await aWorkplace();
  const { runFolder } = await train(computing(), request('run', { training: { epochs: 2 } }));
  const predictFiles = (files: readonly string[], decoder: MediaDecoder, { request = {}, ...wanted }: { readonly signal?: AbortSignal; readonly services?: Partial<Services>; readonly request?: Partial<PredictRequest> } = {}) =>
    predict(computing({ decoder: () => Promise.resolve(decoder), ...wanted.services }), { task: aSmallTask(), runFolder, files, signal: wanted.signal ?? new AbortController().signal, ...request });
  return { folder, runFolder, cacheFolder, predictFiles };
}

const segmentsOf = (segments: unknown): string[] => (Array.isArray(segments) ? (segments as string[]) : []);

describe('predicting files', () => {
  it('gives every file a timeline or the reason why there is none, and a broken one stops nothing', async () => {
    const { runFolder, predictFiles } = await aTrainedRun();
    const decoder = aDecoder({ first: {}, broken: new MediaFault('unreadable', 'broken.mp4', 'moov atom not found'), mute: { sound: false }, brief: { seconds: 2 }, last: { level: 0 } });
    const report = await predictFiles(['/v/first.mp4', '/v/broken.mp4', '/v/gone.mp4', '/v/mute.mp4', '/v/brief.mp4', '/v/last.mp4'], decoder);
    expect(report.files.map(({ file, state, detail, segments }) => [file, state, detail, segmentsOf(segments).length])).toEqual([
      ['/v/first.mp4', 'ok', undefined, 4],
      ['/v/broken.mp4', 'unreadable', 'moov atom not found', 0],
      ['/v/gone.mp4', 'missing', 'no such file', 0],
      ['/v/mute.mp4', 'no-audio', 'the file has no sound', 0],
      ['/v/brief.mp4', 'short', '2.00 s of sound missing, padded with silence', 4],
      ['/v/last.mp4', 'silent', 'all samples are below 0.0001', 4],
    ]);
    expect(report).toMatchObject({ run: runFolder, failed: 3, classes: ['bell', 'drum', 'flute'], segmentSeconds: 1 });
    expect(report.stopped).toBeUndefined();
    expect(report.lines).toContain('/v/broken.mp4: no prediction, unreadable (moov atom not found)');
    for (const { segments } of report.files) expect(segmentsOf(segments).every((name) => ['bell', 'drum', 'flute', 'background'].includes(name))).toBe(true);
  });

  it('gives a file what the evaluation gives the same clip', async () => {
    const { runFolder, cacheFolder, predictFiles } = await aTrainedRun();
    await evaluate(computing(), { task: aSmallTask(), runFolder, cacheFolder, split: 'val', signal: new AbortController().signal });
    const services = computing();
    const cache = await services.clips.open(cacheFolder);
    const stored = await cache.read('val-3');
    // The very clip of the cache, whose sound was stored in 16 bits.
    const probe = { durationSeconds: 4, video: { width: 2, height: 2, framesPerSecond: 1 }, audio: { sampleRateHz: 8, channels: 1 } };
    const decoder: MediaDecoder = { name: 'one clip', probe: () => Promise.resolve(probe), decode: () => Promise.resolve({ probe, frames: stored.frames, waveform: stored.waveform, lastFrameSeconds: 3, truncated: false }) };
    const [file] = (await predictFiles(['val-3.mp4'], decoder)).files as unknown as [{ segments: string[]; eventProbabilities: number[]; classProbabilities: Record<string, number> }];
    const evaluation: { predictions: { id: string; segmentClasses: number[]; eventProbabilities: number[]; classProbabilities: number[] }[] } = JSON.parse(await readFile(join(runFolder, 'evaluation-val.json'), 'utf8'));
    const expected = evaluation.predictions.find(({ id }) => id === 'val-3');
    expect(file.segments).toEqual(expected?.segmentClasses.map((label) => ['bell', 'drum', 'flute', 'background'][label]));
    // In another row of the batch: the order of float32 sums may differ in the last digit.
    file.eventProbabilities.forEach((probability, t) => expect(probability).toBeCloseTo(expected?.eventProbabilities[t] ?? NaN, 5));
    expect(Object.keys(file.classProbabilities)).toEqual(['bell', 'drum', 'flute']);
    await cache.close();
  });

  it('goes over a long file in windows, as many at once as the model takes', async () => {
    const { predictFiles } = await aTrainedRun();
    const inner = aDecoder({ long: { seconds: 21 } });
    let probes = 0;
    const decoder: MediaDecoder = { ...inner, probe: (path) => ((probes += 1), inner.probe(path)) };
    const { files, lines, failed } = await predictFiles(['/v/long.mp4'], decoder);
    const { windows } = files[0] as unknown as { windows: { startSeconds: number; endSeconds: number; segments: string[] }[] };
    // Five windows of four seconds; the second that is left is less than half a window.
    expect(windows.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([[0, 4], [4, 8], [8, 12], [12, 16], [16, 20]]);
    expect(windows.map(({ segments }) => segments.length)).toEqual([4, 4, 4, 4, 4]);
    expect([lines[0], failed, probes]).toEqual(['/v/long.mp4: 5 windows', 0, 1]);
  });

  it('says from where on a file cannot be used', async () => {
    const { predictFiles } = await aTrainedRun();
    const inner = aDecoder({ long: { seconds: 12 } });
    const decoder: MediaDecoder = { ...inner, decode: (path, request) => (request.startSeconds >= 8 ? Promise.reject(new MediaFault('unreadable', path, 'no more packets')) : inner.decode(path, request)) };
    const { files, failed } = await predictFiles(['/v/long.mp4'], decoder);
    expect(files[0]).toMatchObject({ state: 'short', detail: '2 of 3 windows: no more packets', windows: [{ startSeconds: 0 }, { startSeconds: 4 }] });
    expect(failed).toBe(0);
  });

  it('does not depend on the files beside it', async () => {
    const { predictFiles } = await aTrainedRun();
    const decoder = aDecoder({ a: {}, b: { level: -0.3 } });
    const [together, alone] = [await predictFiles(['a.mp4', 'b.mp4'], decoder), await predictFiles(['b.mp4'], decoder)];
    expect(together.files[1]).toEqual(alone.files[0]);
    expect(together.files[0].eventProbabilities).not.toEqual(together.files[1].eventProbabilities);
  });

  it('stops between files when it is interrupted, and gives what it has', async () => {
    const { predictFiles } = await aTrainedRun();
    const interruption = new AbortController();
    const report = await predictFiles(['a.mp4', 'a.mp4', 'a.mp4'], aDecoder({ a: {} }), { signal: interruption.signal, services: { reporter: aListeningReporter((calls) => void (calls === 2 && interruption.abort())) } });
    expect(report.files).toHaveLength(2);
    expect(report.stopped).toBe('interrupted');
  });

  it('does not hide a bug of the decoder', async () => {
    const { predictFiles } = await aTrainedRun();
    await expect(predictFiles(['a.mp4'], { ...aDecoder({}), probe: () => Promise.reject(new TypeError('undefined is not a function')) })).rejects.toThrow(TypeError);
  });

  it('writes subtitles over the whole file and a page of all files where they are wanted, and overwrites nothing', async () => {
    const { folder, predictFiles } = await aTrainedRun();
    const request = { vttFolder: join(folder, 'vtt'), htmlFile: join(folder, 'page.html') };
    const shown: ReportContent[] = [];
    const services = { images: () => Promise.resolve(plainPictures), reports: () => Promise.resolve({ render: (content: ReportContent) => Promise.resolve(`${shown.push(content)} page`) }) };
    const decoder = aDecoder({ long: { seconds: 8 }, gone: new MediaFault('unreadable', 'gone.mp4', 'no') });
    const report = await predictFiles(['long.mp4', 'gone.mp4'], decoder, { request, services });
    const { windows } = report.files[0] as { windows: { segments: string[] }[] };
    const subtitles = await readFile(join(folder, 'vtt', 'long.vtt'), 'utf8');
    const events = windows.flatMap(({ segments }) => segments).filter((name) => name !== 'background').length;
    expect(subtitles.startsWith('WEBVTT')).toBe(true);
    expect(subtitles.includes('-->')).toBe(events > 0);
    expect(await readFile(join(folder, 'vtt', 'gone.vtt'), 'utf8')).toBe('WEBVTT\n');
    expect(await readFile(request.htmlFile, 'utf8')).toBe('1 page');
    expect(shown).toMatchObject([{ kind: 'sections', sections: [{ title: 'long.mp4', parts: [{ kind: 'pictures', columns: ['0 s', '1 s', '2 s', '3 s'] }, { kind: 'lanes' }, {}, {}, { kind: 'pictures', columns: ['4 s', '5 s', '6 s', '7 s'] }, {}, {}, {}] }, { title: 'gone.mp4', parts: [{ kind: 'text', text: 'unreadable: no' }] }] }]);
    await expect(predictFiles(['long.mp4'], decoder, { request, services })).rejects.toMatchObject({ code: 'OUTPUT_THERE', exitCode: 4 });
  });

  it('is plain data', async () => {
    const { predictFiles } = await aTrainedRun();
    const report = await predictFiles(['a.mp4', 'gone.mp4'], aDecoder({ a: {} }));
    const { detail: _, ...gone } = report.files[1];
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({ ...report, files: [{ file: 'a.mp4', state: 'ok' }, gone] });
  });
});

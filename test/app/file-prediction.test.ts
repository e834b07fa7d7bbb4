import { describe, expect, it } from 'vitest';
import { filePredictionLines, fileValues, type FilePrediction, type WindowPrediction } from '../../src/app/file-prediction.js';

const aWindow = (startSeconds: number): WindowPrediction => ({ startSeconds, endSeconds: startSeconds + 10, state: 'ok', shown: { values: { top: 'bell' }, lines: ['bell 1–3 s', 'likeliest: bell 60 %'] } });
const aPrediction = (wanted: Partial<FilePrediction> = {}): FilePrediction => ({ file: 'street.mp4', state: 'ok', detail: undefined, windows: [aWindow(0)], ...wanted });

describe('a prediction in words', () => {
  it('begins with the name of the file', () => {
    expect(filePredictionLines(aPrediction())).toEqual(['street.mp4: bell 1–3 s', '  likeliest: bell 60 %']);
  });

  it('says what the file lacks beside the events', () => {
    expect(filePredictionLines(aPrediction({ state: 'short', detail: '2.00 s of sound missing, padded with silence' }))[0]).toBe('street.mp4: bell 1–3 s  [short: 2.00 s of sound missing, padded with silence]');
  });

  it('says why there is no prediction', () => {
    expect(filePredictionLines(aPrediction({ windows: [], state: 'unreadable', detail: 'moov atom not found' }))).toEqual(['street.mp4: no prediction, unreadable (moov atom not found)']);
  });

  it('has a heading for every window of a long file', () => {
    expect(filePredictionLines(aPrediction({ windows: [aWindow(0), aWindow(3670)] }))).toEqual(['street.mp4: 2 windows', '  0:00–0:10  bell 1–3 s', '    likeliest: bell 60 %', '  1:01:10–1:01:20  bell 1–3 s', '    likeliest: bell 60 %']);
  });

  it('is flat for other programs where there is one window, and a list where there are more', () => {
    expect(fileValues(aPrediction())).toEqual({ file: 'street.mp4', state: 'ok', detail: undefined, top: 'bell' });
    expect(fileValues(aPrediction({ windows: [aWindow(0), aWindow(10)] }))).toMatchObject({ windows: [{ startSeconds: 0, endSeconds: 10, top: 'bell' }, { startSeconds: 10, top: 'bell' }] });
  });
});

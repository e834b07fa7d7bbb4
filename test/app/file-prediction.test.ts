import { describe, expect, it } from 'vitest';
import { filePredictionLines, type FilePrediction } from '../../src/app/file-prediction.js';

const aPrediction = (wanted: Partial<FilePrediction> = {}): FilePrediction => ({ file: 'street.mp4', state: 'ok', detail: undefined, prediction: { values: {}, lines: ['bell 1–3 s', 'likeliest: bell 60 %'] }, ...wanted });

describe('a prediction in words', () => {
  it('begins with the name of the file', () => {
    expect(filePredictionLines(aPrediction())).toEqual(['street.mp4: bell 1–3 s', '  likeliest: bell 60 %']);
  });

  it('says what the file lacks beside the events', () => {
    expect(filePredictionLines(aPrediction({ state: 'short', detail: '2.00 s of sound missing, padded with silence' }))[0]).toBe('street.mp4: bell 1–3 s  [short: 2.00 s of sound missing, padded with silence]');
  });

  it('says why there is no prediction', () => {
    expect(filePredictionLines(aPrediction({ prediction: undefined, state: 'unreadable', detail: 'moov atom not found' }))).toEqual(['street.mp4: no prediction, unreadable (moov atom not found)']);
  });
});

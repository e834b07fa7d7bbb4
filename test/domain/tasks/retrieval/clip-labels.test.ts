import { describe, expect, it } from 'vitest';
import { clipLabels } from '../../../../src/domain/tasks/retrieval/clip-labels.js';

describe('The label of a clip', () => {
  it('is that of its first segment with an event, without the background column', () => {
    const background = [0, 0, 1];
    expect(clipLabels([...background, 0, 1, 0, 1, 0, 0], 3, 3)).toEqual([0, 1]);
  });

  it('is all zeros where there is background alone', () => {
    expect(clipLabels([0, 0, 1, 0, 0, 1], 2, 3)).toEqual([0, 0]);
  });
});

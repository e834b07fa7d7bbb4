import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backgroundLabel, sceneClasses } from '../../../../src/plugins/scenes/render/classes.js';
import { sceneLabels } from '../../../../src/plugins/scenes/render/labels.js';
import { aScript, clipNumbers } from './a-script.js';

describe('sceneLabels', () => {
  it('labels exactly the seconds of the event with its class and all others with background', () => {
    fc.assert(
      fc.property(clipNumbers, (clip) => {
        const script = aScript(clip);
        const { classIndex, start, end } = script.event;
        const expected = Array.from({ length: 10 }, (_, t) => (t >= start && t < end ? classIndex : backgroundLabel));
        expect(sceneLabels(script).segments).toEqual(expected);
      }),
    );
  });

  it('gives a majority class of 45 % background, as the distribution of event lengths says', () => {
    const segments = Array.from({ length: 600 }, (_, clip) => sceneLabels(aScript(clip)).segments).flat();
    const share = segments.filter((label) => label === backgroundLabel).length / segments.length;
    expect(Math.abs(share - 0.45)).toBeLessThan(0.035); // mean length 5.5 of 10 s; five standard errors of 0.0070
  });

  it('says in events of whole seconds what it says per second, for either modality', () => {
    fc.assert(
      fc.property(clipNumbers, (clip) => {
        const { audible, audibleEvents, visible, visibleEvents } = sceneLabels(aScript(clip));
        const rebuilt = (events: typeof audibleEvents) => {
          const rows = sceneClasses.map(() => new Array<boolean>(10).fill(false));
          for (const { classIndex, start, end } of events) rows[classIndex].fill(true, start, end);
          return rows;
        };
        expect(rebuilt(audibleEvents)).toEqual(audible);
        expect(rebuilt(visibleEvents)).toEqual(visible);
      }),
    );
  });

  it('names the classes that are seen and heard', () => {
    const script = aScript(0);
    const { seenNames, heardNames } = sceneLabels(script);
    const names = (things: readonly { classIndex: number }[]) =>
      things.map(({ classIndex }) => sceneClasses[classIndex].name).sort();
    expect([...seenNames].sort()).toEqual(names(script.objects));
    expect([...heardNames].sort()).toEqual(names(script.sounds));
  });
});

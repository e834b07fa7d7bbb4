import { assert, constantFrom, integer, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import type { GeneratedClip, Mask } from '../../../src/contract/index.js';
import { describeDataset } from '../../../src/contract/testkit.js';
import { backgroundLabel } from '../../../src/plugins/scenes/render/classes.js';
import { midDesign } from '../../../src/plugins/scenes/render/design.js';
import { renderFrame } from '../../../src/plugins/scenes/render/frames.js';
import { sceneLabels, type ModalityEvent } from '../../../src/plugins/scenes/render/labels.js';
import { sceneScript } from '../../../src/plugins/scenes/render/script.js';
import { scenesDataset } from '../../../src/plugins/scenes/scenes-dataset.js';
import { scenesGenerator } from '../../../src/plugins/scenes/scenes-generator.js';

const parse = (text: string) => scenesDataset.parse(new Map([['annotations.jsonl', text]]), { strictSplit: false });

const render = (seed: number, split = 'train', index = 0): GeneratedClip => scenesGenerator.render(seededRandom(seed), split, index);

/** A line with some fields replaced. */
const line = (fields: Record<string, unknown> = {}) => JSON.stringify({ media: 'train-00000', split: 'train', segments: Array(10).fill('bell'), ...fields });

const faultOf = (text: string) => parse(text).records[0].fault;

describe('the data set of rendered scenes', () => {
  it('reads back the labels that it wrote, whatever the clips', () => {
    const split = constantFrom('train', 'val', 'test');
    assert(
      property(integer(), split, nat(99_999), nat(99_999), (seed, firstSplit, first, second) => {
        const clips = [render(seed, firstSplit, first), render(seed + 1, 'val', second + 100_000)];
        const text = scenesGenerator.annotate(clips.map(({ annotation }) => annotation)).get('annotations.jsonl') ?? '';
        const labels = [seed, seed + 1].map((own) => sceneLabels(sceneScript(seededRandom(own), midDesign)));
        const spans = (events: readonly ModalityEvent[]) => events.map(({ classIndex, start, end }) => [classIndex, start, end]);
        expect(parse(text)).toEqual({
          notices: [],
          records: clips.map(({ mediaName, annotation, masks }, i) => ({
            id: mediaName,
            split: annotation.split,
            where: `annotations.jsonl line ${i + 1}`,
            mediaName,
            segmentLabels: labels[i].segments,
            labels: { audible: spans(labels[i].audibleEvents), visible: spans(labels[i].visibleEvents) },
            maskFiles: [...(masks ?? new Map()).keys()],
          })),
        });
      }),
      { numRuns: 20 },
    );
  });

  it('draws in each second what is both seen and heard, and nothing where the label is background', () => {
    const clip = render(1);
    const { segments } = sceneLabels(sceneScript(seededRandom(1), midDesign));
    const drawn = [...(clip.masks ?? new Map<string, Mask>()).values()].map(({ data }) => data.some((pixel) => pixel === 1));
    expect(drawn).toEqual(segments.map((label) => label !== backgroundLabel));
    expect(drawn).toContain(true);
    expect(drawn).toContain(false);
  });

  it('writes class names, for people and for the tasks to come', () => {
    const clip = render(1);
    const labels = sceneLabels(sceneScript(seededRandom(1), midDesign));
    const row = JSON.parse(scenesGenerator.annotate([clip.annotation]).get('annotations.jsonl') ?? '') as Record<string, unknown>;
    expect(Object.keys(row)).toEqual(['media', 'split', 'segments', 'audible', 'visible', 'masks', 'questions']);
    expect(row.segments).toEqual(labels.segments.map((label) => scenesDataset.classes[label] ?? 'background'));
    expect(row.audible).toEqual(labels.audibleEvents.map(({ classIndex, start, end }) => ({ class: scenesDataset.classes[classIndex], start, end })));
    expect(row.questions).toEqual(labels.questions);
  });

  it('names classes by their index and background by their number', () => {
    const segments = ['bell', 'drum', 'rain', 'background', ...Array<string>(6).fill('engine')];
    expect(parse(line({ segments })).records[0].segmentLabels).toEqual([0, 1, 9, 10, 6, 6, 6, 6, 6, 6]);
    expect(backgroundLabel).toBe(10);
  });

  it('takes a byte order mark, carriage returns and empty lines, and counts lines as the file has them', () => {
    expect(parse(`\uFEFF${line()}\r\n\r\n${line({ media: 'b' })}\r\n`).records.map(({ where }) => where)).toEqual(['annotations.jsonl line 1', 'annotations.jsonl line 3']);
  });

  it.each([
    ['a line that is no JSON', '{"media": "a"', 'The line is not JSON.'],
    ['a line that is no object', '[1]', /^Field \(the whole line\): .*expected object/],
    ['an unknown class', line({ segments: ['bel', ...Array<string>(9).fill('bell')] }), /^Field segments\[0\]: .*"bell"/],
    ['nine segments', line({ segments: Array(9).fill('bell') }), /^Field segments: .*10/],
    ['no segments', line({ segments: undefined }), /^Field segments: /],
    ['an unknown split', line({ split: 'training' }), /^Field split: .*"train"/],
    ['a media name that is a path', line({ media: '../secret' }), 'Field media: expected a file name of letters, digits, _ and -.'],
  ])('keeps %s, names the field and gives it no labels', (_, text, fault) => {
    const [record] = parse(text).records;
    expect(record).toMatchObject({ id: 'annotations-jsonl-line-1', where: 'annotations.jsonl line 1', segmentLabels: undefined });
    expect(record.fault).toMatch(fault);
  });

  it('refuses a second line for the same clip, naming the first', () => {
    expect(faultOf(line())).toBeUndefined();
    expect(parse(`${line()}\n${line({ split: 'test' })}`).records[1].fault).toBe('Field media: train-00000 stands already in annotations.jsonl line 1.');
  });

  it('refuses a file without clips, naming it', () => {
    expect(() => parse('\n')).toThrowError(expect.objectContaining({ code: 'SCENES_EMPTY', where: 'annotations.jsonl', exitCode: 2 }));
  });
});

describe('the generator of scenes', () => {
  it('names clips by split and a number of five digits', () => {
    expect(render(1, 'test', 12).mediaName).toBe('test-00012');
  });

  it('renders ten seconds: 30 pictures of 64 pixels and 8000 samples a second', () => {
    const { frames, framesPerSecond, sampleRateHz, waveform } = render(2);
    const sizes = [...frames].map(({ width, height }) => [width, height]);
    expect({ framesPerSecond, sampleRateHz, samples: waveform.length }).toEqual({ framesPerSecond: 3, sampleRateHz: 8000, samples: 80_000 });
    expect(sizes).toEqual(Array(30).fill([64, 64]));
  });

  it('shows in the middle of second t a picture of that second, well away from its neighbours', () => {
    const script = sceneScript(seededRandom(3), midDesign);
    const frames = [...render(3).frames];
    // At 3 frames a second the frame of t + ⅓ s is on show from t + 0.33 to t + 0.67 s.
    for (let t = 0; t < 10; t++) expect(frames[Math.floor((t + 0.5) * 3)]).toEqual(renderFrame(script, t + 1 / 3, 64));
  });

  it('renders the same clip from the same seed and another from another', () => {
    const picture = (seed: number) => [...render(seed).frames][4].data;
    expect(picture(5)).toEqual(picture(5));
    expect(render(5).waveform).toEqual(render(5).waveform);
    expect(picture(6)).not.toEqual(picture(5));
    expect(render(6).waveform).not.toEqual(render(5).waveform);
  });
});

describeDataset(scenesDataset, { 'annotations.jsonl': `${line()}\n${line({ media: 'val-00000', split: 'val' })}\n${line({ media: 'test-00000', split: 'test' })}\n` }, { describe, it });

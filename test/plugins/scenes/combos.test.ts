import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/adapters/random/seeded-random.js';
import { describeDataset } from '../../../src/contract/testkit.js';
import { captionedImage, captionedSound } from '../../../src/plugins/scenes/combos/combo-examples.js';
import { comboScript } from '../../../src/plugins/scenes/combos/combo-script.js';
import { seenCombosDataset, unseenCombosDataset } from '../../../src/plugins/scenes/combos/combos-datasets.js';
import { seenCombos, unseenCombos, type Combo } from '../../../src/plugins/scenes/combos/combos.js';

const line = (fields: Record<string, unknown> = {}) => JSON.stringify({ media: 'train-00000', split: 'train', class: seenCombos[0].name, ...fields });
const parse = (text: string) => seenCombosDataset.parse(new Map([['annotations.jsonl', text]]), { strictSplit: false });

describe('combinations of thing, colour and voice', () => {
  it('are 64 seen and 32 unseen ones, none of them in both', () => {
    const names = [...seenCombos, ...unseenCombos].map(({ name }) => name);
    expect([seenCombos.length, unseenCombos.length, new Set(names).size]).toEqual([64, 32, 96]);
  });

  it('know every word of an unseen name, and every pair of thing and voice, from seen ones', () => {
    const words = (combos: readonly Combo[]) => new Set(combos.flatMap(({ name }) => name.split(' ')));
    expect([...words(unseenCombos)].filter((word) => !words(seenCombos).has(word))).toEqual([]);
    const heard = (combos: readonly Combo[]) => new Set(combos.map(({ classIndex, voice }) => `${classIndex} ${voice.name}`));
    expect(heard(unseenCombos)).toEqual(heard(seenCombos));
    const pictures = new Set(seenCombos.map(({ classIndex, colour }) => `${classIndex} ${colour.name}`));
    expect(unseenCombos.some(({ classIndex, colour }) => pictures.has(`${classIndex} ${colour.name}`))).toBe(false);
  });

  it('cannot be told by one modality alone: each unseen name shares its picture with another, and its sound with another', () => {
    for (const combo of unseenCombos) {
      const others = unseenCombos.filter((other) => other !== combo && other.classIndex === combo.classIndex);
      expect(others.some(({ colour }) => colour === combo.colour)).toBe(true);
      expect(others.some(({ voice }) => voice === combo.voice)).toBe(true);
    }
  });

  it('make clips in which exactly one thing is both seen and heard, beside one that is only seen and one that is only heard', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { combo, objects, sounds } = comboScript(seededRandom(seed), unseenCombos);
      const [seen, heard] = [objects, sounds].map((all) => all.map(({ classIndex }) => classIndex));
      expect([seen.length, heard.length]).toEqual([2, 2]);
      expect(seen.filter((thing) => heard.includes(thing))).toEqual([combo.classIndex]);
      const [low, high] = combo.voice.pitch;
      const pitch = sounds.find(({ classIndex }) => classIndex === combo.classIndex)?.character.pitch ?? NaN;
      expect(pitch >= low && pitch <= high).toBe(true);
    }
  });

  it('caption pictures and seconds of sound, the same from the same seed', () => {
    const image = captionedImage(seededRandom(1), seenCombos, 64);
    expect(image).toEqual(captionedImage(seededRandom(1), seenCombos, 64));
    expect([image.image.width, image.image.data.length, seenCombos.includes(image.combo)]).toEqual([64, 64 * 64 * 3, true]);
    const sound = captionedSound(seededRandom(1), seenCombos, 8000);
    expect(sound).toEqual(captionedSound(seededRandom(1), seenCombos, 8000));
    expect([sound.waveform.length, sound.waveform.some((sample) => sample !== 0)]).toEqual([8000, true]);
  });
});

describe('the data sets of combinations', () => {
  it('read back what they wrote', () => {
    const { generator, classes } = unseenCombosDataset;
    const clips = [0, 1].map((index) => generator!.render(seededRandom(4).fork(String(index)), 'test', index));
    const text = generator!.annotate(clips.map(({ annotation }) => annotation)).get('annotations.jsonl')!;
    const { records } = unseenCombosDataset.parse(new Map([['annotations.jsonl', text]]), { strictSplit: false });
    expect(records.map(({ id, split, segmentLabels }) => [id, split, segmentLabels?.length])).toEqual([['test-00000', 'test', 10], ['test-00001', 'test', 10]]);
    expect(records.map(({ segmentLabels }) => classes[segmentLabels![0]])).toEqual(clips.map(({ annotation }) => annotation.labels));
    expect(new Set(records[0].segmentLabels).size).toBe(1);
  });

  it.each([
    ['{', 'The line is not JSON.'],
    [line({ class: unseenCombos[0].name }), expect.stringMatching(/^Field class: /)],
    [line({ split: 'all' }), expect.stringMatching(/^Field split: /)],
    [line({ media: '../x' }), expect.stringMatching(/^Field media: /)],
  ])('keep %s with its fault', (text, fault) => {
    expect(parse(text).records).toMatchObject([{ fault, segmentLabels: undefined }]);
  });

  it('say which line a repeated clip repeats, and refuse an empty file', () => {
    expect(parse(`${line()}\n${line()}\n`).records[1].fault).toBe('Field media: train-00000 stands already in annotations.jsonl line 1.');
    expect(() => parse('\n')).toThrow(expect.objectContaining({ code: 'SCENES_EMPTY' }));
  });
});

describeDataset(seenCombosDataset, { 'annotations.jsonl': `${line()}\n${line({ media: 'val-00000', split: 'val' })}\n${line({ media: 'test-00000', split: 'test' })}\n` }, { describe, it });

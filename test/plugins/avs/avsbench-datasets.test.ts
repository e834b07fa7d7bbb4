import { describe, expect, it } from 'vitest';
import { avsDataset, avsMs3Dataset } from '../../../src/plugins/avs/avsbench-datasets.js';

const s4 = (rows: string) => avsDataset.parse(new Map([['Single-source/s4_meta_data.csv', `name,start_time,category,split\n${rows}`]]), { strictSplit: false });
const ms3 = (rows: string) => avsMs3Dataset.parse(new Map([['Multi-sources/ms3_meta_data.csv', `video_id,category,split\n${rows}`]]), { strictSplit: false });

describe('AVSBench S4', () => {
  it('has frames, sound and masks as files, a mask of training clips on the first frame alone', () => {
    const { records } = s4('aB-c_1,3,dog_barking,train\nxyz,1,helicopter,test\n');
    const folder = (kind: string) => `Single-source/s4_data/${kind}/train/dog_barking`;
    expect(records[0]).toEqual({
      id: 'aB-c_1',
      split: 'train',
      where: 'Single-source/s4_meta_data.csv line 2',
      mediaName: 'aB-c_1',
      segmentLabels: [],
      labels: { classes: [3] },
      parts: { frames: [1, 2, 3, 4, 5].map((k) => `${folder('visual_frames')}/aB-c_1/aB-c_1_${k}.png`), sound: `${folder('audio_wav')}/aB-c_1.wav` },
      maskFiles: [`${folder('gt_masks')}/aB-c_1/aB-c_1_1.png`, null, null, null, null],
    });
    expect(records[1].maskFiles?.every((file) => file !== null)).toBe(true);
    expect(avsDataset.classes).toHaveLength(23);
  });

  it.each([
    ['an unknown category', 'a,1,dog_barkin,train', 'Field category: "dog_barkin" is unknown; nearest: dog_barking.'],
    ['an unknown split', 'a,1,dog_barking,dev', 'Field split: "dev" is none of train, val, test.'],
    ['a name that is a path', '../a,1,dog_barking,train', 'Field 1: expected a video name of letters, digits, _ and -.'],
  ])('keeps a row with %s and names the field', (_, row, fault) => {
    expect(s4(`${row}\n`).records).toMatchObject([{ segmentLabels: undefined, fault }]);
  });

  it('refuses a second row of a video, and a list without splits, naming the place', () => {
    expect(s4('a,1,dog_barking,train\na,1,dog_barking,val\n').records[1].fault).toBe('The video stands already in Single-source/s4_meta_data.csv line 2.');
    expect(() => avsDataset.parse(new Map([['Single-source/s4_meta_data.csv', 'name,category\na,b\n']]), { strictSplit: false })).toThrowError(expect.objectContaining({ code: 'AVS_HEADER', exitCode: 2 }));
  });
});

describe('AVSBench MS3', () => {
  it('has a mask on every frame, and ".mp4" in the names of its frames', () => {
    const [record] = ms3('clip,x,val\n').records;
    expect(record.parts?.frames[0]).toBe('Multi-sources/ms3_data/visual_frames/clip/clip.mp4_1.png');
    expect(record.maskFiles).toEqual([1, 2, 3, 4, 5].map((k) => `Multi-sources/ms3_data/gt_masks/val/clip/clip_${k}.png`));
  });
});

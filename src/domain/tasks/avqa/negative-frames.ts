import { AvtoolError } from '../../errors.js';
import type { OtherFrame } from '../task.js';

/** Which draws are refused: those of the video itself, or what the published code takes for it (spec/task-avqa §9 #1: it counts 60 frames a video where there are 10). */
export type NegativeRule = 'other-video' | 'published';

/** Frames of a video as the published rule counts them. */
const publishedFramesPerVideo = 60;

/**
 * One frame of some other video for each segment, drawn uniformly over all frames of all videos. spec/task-avqa §11.
 * @param own place of the video among all @param integer draws a whole number below its argument
 * @throws AvtoolError OTHER_CLIPS_MISSING (exit 2) where the rule refuses every draw
 */
export function negativeFrames(own: number, videos: number, segments: number, integer: (below: number) => number, rule: NegativeRule): OtherFrame[] {
  const refusedFrames = rule === 'published' ? publishedFramesPerVideo : segments;
  const refused = (draw: number): boolean => Math.floor(draw / refusedFrames) === own;
  const all = videos * segments;
  if (refused(0) && refused(all - 1)) {
    throw new AvtoolError({ code: 'OTHER_CLIPS_MISSING', message: `${videos} videos are too few: the rule for frames of other videos ("${rule}") refuses every frame for the first of them`, fix: rule === 'published' ? 'take more videos, or --set model.negatives=other-video' : 'prepare clips of at least two videos', exitCode: 2 });
  }
  return Array.from({ length: segments }, () => {
    let draw = integer(all);
    while (refused(draw)) draw = integer(all);
    return { media: Math.floor(draw / segments), frame: draw % segments };
  });
}

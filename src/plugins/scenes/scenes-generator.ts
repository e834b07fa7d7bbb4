import type { ClipGenerator, Mask, RgbImage } from '../../contract/index.js';
import { midDesign } from './render/design.js';
import { renderFrame, renderMasks } from './render/frames.js';
import { sceneLabels } from './render/labels.js';
import { sceneScript, type SceneScript } from './render/script.js';
import { renderWaveform } from './render/waveform.js';
import { writeScenesRows } from './scenes-row.js';

export const annotationFile = 'annotations.jsonl';

/** AAC at this rate and 64 kbit/s changes the log-mel by 0.4 dB on average, Opus by 0.6 dB; resampling from 16 kHz by more. */
export const scenesRateHz = 8000;

/** Pixels of a side. */
export const scenesFrameSize = midDesign.frameSize;

/** An odd number, so that the middle of a second lies inside a frame and not on the border of two; few, so that encoding stays cheap. */
export const scenesFramesPerSecond = 3;

/** When the frame that is shown in the middle of a second begins, in that second. */
const middleFrameSeconds = Math.floor(scenesFramesPerSecond / 2) / scenesFramesPerSecond;

/** The masks of a clip, one a second. */
export const maskFiles = (mediaName: string): string[] => Array.from({ length: midDesign.seconds }, (_, second) => `masks/${mediaName}_${second}.png`);

/** Scenes of the design "mid" as clips; clip `index` of a split is called `train-00012`. */
export const scenesGenerator: ClipGenerator = {
  render(random, split, index) {
    const script = sceneScript(random, midDesign);
    const mediaName = `${split}-${String(index).padStart(5, '0')}`;
    return {
      mediaName,
      framesPerSecond: scenesFramesPerSecond,
      sampleRateHz: scenesRateHz,
      frames: framesOf(script),
      waveform: renderWaveform(script, scenesRateHz),
      masks: soundingMasks(script, mediaName),
      annotation: { split, mediaName, labels: sceneLabels(script) },
    };
  },
  annotate: (clips) => new Map([[annotationFile, writeScenesRows(clips)]]),
};

/** What is both seen and heard, in the frame that is shown in the middle of each second; all black where nothing is. */
function soundingMasks(script: SceneScript, mediaName: string): ReadonlyMap<string, Mask> {
  const { start, end, classIndex } = script.event;
  return new Map(
    maskFiles(mediaName).map((file, second) => {
      const sounding = second >= start && second < end ? renderMasks(script, second + middleFrameSeconds, scenesFrameSize).find((object) => object.classIndex === classIndex) : undefined;
      return [file, { width: scenesFrameSize, height: scenesFrameSize, data: sounding?.mask ?? new Uint8Array(scenesFrameSize ** 2) }];
    }),
  );
}

function* framesOf(script: SceneScript): Generator<RgbImage> {
  const count = script.design.seconds * scenesFramesPerSecond;
  for (let frame = 0; frame < count; frame++) yield renderFrame(script, frame / scenesFramesPerSecond, scenesFrameSize);
}

import type { ClipGenerator, RgbImage } from '../../contract/index.js';
import { midDesign } from './render/design.js';
import { renderFrame } from './render/frames.js';
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
      annotation: { split, mediaName, labels: sceneLabels(script) },
    };
  },
  annotate: (clips) => new Map([[annotationFile, writeScenesRows(clips)]]),
};

function* framesOf(script: SceneScript): Generator<RgbImage> {
  const count = script.design.seconds * scenesFramesPerSecond;
  for (let frame = 0; frame < count; frame++) yield renderFrame(script, frame / scenesFramesPerSecond, scenesFrameSize);
}

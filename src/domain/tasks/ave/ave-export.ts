import { channelDeviation, channelMean, normalisation } from '../../data/image-preprocessing.js';
import { constant, input } from '../../graph/leaves.js';
import { cast, concat, mul, reshape, sigmoid, softmax, sub, transpose, unsqueeze } from '../../graph/operations.js';
import type { Tensor, TensorValue } from '../../graph/tensor.js';
import type { StoredClip } from '../../ports/clip-store.js';
import { rowClips, segmentWaves } from '../batch-rows.js';
import type { BatchShape, SegmentPrediction, TaskExport } from '../task.js';
import { attentionGrid } from './ave-decode.js';
import { aveNetwork, type AveOutputs } from './ave-network.js';
import { aveSettings, samplesPerSegment, type AveSettings } from './ave-settings.js';

const channels = [0, 1, 2] as const;

/** AVE for other programs: `waveform` and `frames` go in, the probabilities of spec/task-ave §7 and the guided attention come out. */
export const aveExport: TaskExport<SegmentPrediction> = {
  frameSize: (settings) => [aveSettings(settings).image.imageSize[0], aveSettings(settings).image.imageSize[1]],

  graph(scope, settings, shape, context, adapter) {
    const ave = aveSettings(settings, adapter);
    const [height, width] = ave.image.imageSize;
    const wave = input('waveform', [shape.clips, shape.segments, samplesPerSegment(ave, shape)]);
    const frames = input('frames', [shape.clips, shape.segments, height, width, channels.length], 'int32');
    const network = aveNetwork(scope, { wave, image: normalised(frames) }, ave, shape.classes, context, adapter);
    return { outputs: probabilities(network, ave, shape), byteInputs: ['frames'] };
  },

  makeInputs(clips, settings, shape, sampleRateHz) {
    const ave = aveSettings(settings);
    return { waveform: segmentWaves(clips, shape, sampleRateHz, ave.audio.sampleRateHz), frames: frameInput(clips, ave, shape) };
  },

  outputsOf: (predictions) => ({
    event_probabilities: predictions.flatMap(({ eventProbabilities }) => eventProbabilities),
    class_probabilities: predictions.flatMap(({ classProbabilities }) => classProbabilities),
    segment_probabilities: predictions.flatMap(segmentProbabilities),
    ...(predictions.some(({ visualAttention }) => visualAttention !== undefined) && { visual_attention: predictions.flatMap(({ visualAttention }) => visualAttention?.maps.flat() ?? []) }),
  }),

  describe(settings, shape) {
    const ave = aveSettings(settings);
    return {
      preprocessing: {
        frames: {
          frame: 'the picture shown at the middle of each segment',
          size: [...ave.image.imageSize],
          order: 'RGB, rows from the top',
          resize: 'bicubic (coefficient -0.75, half-pixel centres, no antialiasing), aspect ratio not kept, rounded and cut to 0..255',
          normalisedInFile: { mean: [...channelMean], deviation: [...channelDeviation] },
        },
        waveform: { sampleRateHz: ave.audio.sampleRateHz, channels: 1, range: [-1, 1], samplesPerSegment: samplesPerSegment(ave, shape), segmentSeconds: shape.segmentSeconds },
      },
      decoding: {
        background: shape.classes,
        eventThreshold: ave.head.threshold,
        rule: 'a segment is background where event_probabilities is not above eventThreshold, else the class with the largest of class_probabilities',
        segmentProbabilities: 'event probability times class probability; the last column is background, 1 minus the event probability',
        visualAttention: 'weights over the grid of picture tokens, rows by columns',
      },
    };
  },
};

/** @param frames bytes [B, T, H, W, 3] @returns as the image encoder wants them [B, T, 3, H, W] */
function normalised(frames: Tensor): Tensor {
  const perChannel = (value: (channel: number) => number): Tensor => constant(channels.map(value), [channels.length, 1, 1]);
  const planes = transpose(cast(frames, 'float32'), [0, 1, 4, 2, 3]);
  return sub(mul(planes, perChannel((channel) => normalisation(channel).scale)), perChannel((channel) => normalisation(channel).offset));
}

function probabilities({ isEventScores, eventScores, streams }: AveOutputs, ave: AveSettings, { clips, segments, classes }: BatchShape): Record<string, Tensor> {
  const event = sigmoid(transpose(reshape(isEventScores, [segments, clips]), [1, 0]));
  const classOf = softmax(eventScores, -1);
  const column = unsqueeze(event, 2);
  const outputs: Record<string, Tensor> = {
    event_probabilities: event,
    class_probabilities: classOf,
    segment_probabilities: concat([mul(column, reshape(classOf, [clips, 1, classes])), sub(constant(1), column)], 2),
  };
  if (streams.visualMap !== undefined) outputs.visual_attention = reshape(streams.visualMap, [clips, segments, ...attentionGrid(ave.image)]);
  return outputs;
}

/** Probability of each class and, last, of background, segment by segment. */
const segmentProbabilities = ({ eventProbabilities, classProbabilities }: SegmentPrediction): number[] =>
  eventProbabilities.flatMap((event) => [...classProbabilities.map((probability) => event * probability), 1 - event]);

function frameInput(clips: readonly StoredClip[], { image: { imageSize } }: AveSettings, shape: BatchShape): TensorValue {
  const [height, width] = imageSize;
  const perFrame = height * width * channels.length;
  const data = new Int32Array(shape.clips * shape.segments * perFrame);
  rowClips(clips, shape).forEach(({ frames }, row) => frames.slice(0, shape.segments).forEach((frame, t) => data.set(frame.data, (row * shape.segments + t) * perFrame)));
  return { dtype: 'int32', shape: [shape.clips, shape.segments, height, width, channels.length], data };
}

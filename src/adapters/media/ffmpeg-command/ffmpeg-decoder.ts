import type { DecodedMedia, DecodeRequest, MediaDecoder, RgbImage } from '../../../domain/ports/media.js';
import { concludeDecoding } from '../conclude-decoding.js';
import { sampleRange, seekTarget } from '../decoded-range.js';
import { describeFilters, pictureFilters, soundFilters } from '../filters.js';
import { pickFrames, type PickedFrame } from '../frame-picker.js';
import type { FfmpegCommands } from './find-ffmpeg.js';
import { listFrameTimes } from './frame-times.js';
import { asMediaFault, inputOptions, probeFile, type ProbedFile } from './probe-file.js';
import { runCommand, type CommandOptions } from './run-command.js';

/** Decodes with the `ffmpeg` and `ffprobe` programs: raw pictures and samples come back over pipes. */
export const createFfmpegDecoder = (commands: FfmpegCommands, timeoutSeconds: number): MediaDecoder => ({
  name: `ffmpeg ${commands.version}`,
  probe: async (path) => (await probeFile(commands, path, timeoutSeconds)).probe,
  decode: async (path, request) => {
    const file = await probeFile(commands, path, timeoutSeconds, request.signal);
    const run: Run = { commands, file, request, seekSeconds: seekTarget(request, file.probe), options: { timeoutSeconds, signal: request.signal } };
    return asMediaFault(path, decodeParts(path, run));
  },
});

interface Run {
  readonly commands: FfmpegCommands;
  readonly file: ProbedFile;
  readonly request: DecodeRequest;
  readonly seekSeconds: number;
  readonly options: CommandOptions;
}

interface Pictures {
  readonly frames: readonly RgbImage[];
  readonly lastSeconds: number | undefined;
}

const decodeParts = async (path: string, outer: Run): Promise<DecodedMedia> => {
  const ended = new AbortController(); // when one of the two fails, the other's child does not go on alone
  const { signal = ended.signal } = outer.options;
  const run: Run = { ...outer, options: { ...outer.options, signal: AbortSignal.any([signal, ended.signal]) } };
  const { probe, video, audio } = run.file;
  const [pictures, waveform] = await Promise.all([
    video && run.request.frameTimesSeconds.length > 0 ? decodePictures(run, video) : undefined,
    audio && run.request.durationSeconds > 0 ? decodeSound(run) : undefined,
  ]).finally(() => ended.abort());
  return concludeDecoding(path, run.request, {
    probe,
    pictures: pictures && { ...pictures, statedEnd: video?.statedEnd },
    sound: waveform && { waveform, statedEnd: audio?.statedEnd },
  });
};

/** Chooses frames by the container's time stamps; where these do not lead to the frames, by those of the decoder. */
const decodePictures = async (run: Run, video: NonNullable<ProbedFile['video']>): Promise<Pictures> => {
  const { commands, file, request, seekSeconds } = run;
  const wanted = request.frameTimesSeconds;
  const toSeconds = wanted[wanted.length - 1];
  const attempts = [
    { source: 'packets', seek: seekSeconds },
    { source: 'frames', seek: 0 },
  ] as const;
  for (const { source, seek } of attempts) {
    const times = await listFrameTimes(commands, { ...file, video }, source, { fromSeconds: seek, toSeconds }, run.options);
    if (!times || times.length === 0 || (seek > 0 && times[0] > wanted[0])) continue;
    const picked = pickFrames(wanted, times);
    const frames = await readPictures({ ...run, seekSeconds: seek }, video, picked);
    if (frames) return { frames, lastSeconds: picked.at(-1)?.timeSeconds };
  }
  return { frames: [], lastSeconds: undefined };
};

/** Time stamps are compared with this tolerance: far above rounding, far below the distance of two frames. */
const sameFrameSeconds = 2e-4;

/** @returns one image per requested time, or undefined when not all picked frames came */
const readPictures = async (run: Run, video: NonNullable<ProbedFile['video']>, picked: readonly PickedFrame[]): Promise<RgbImage[] | undefined> => {
  const { width, height } = run.request.frameSize ?? run.file.probe.video ?? { width: 0, height: 0 };
  const chosen = picked.map(({ timeSeconds }) => `lt(abs(t-(${timeSeconds + run.file.startSeconds})),${sameFrameSeconds})`).join('+');
  const filters = describeFilters([{ name: 'select', args: `'${chosen}'` }, ...pictureFilters({ width, height }, video.rotationDegrees)]);
  const output = ['-map', '0:V:0', '-vf', filters, '-fps_mode', 'passthrough', '-frames:v', String(picked.length), '-f', 'rawvideo', 'pipe:1'];
  const bytes = await runCommand(run.commands.ffmpeg, [...decodeArguments(run), ...output], run.options);
  const imageBytes = width * height * 3;
  if (bytes.length !== picked.length * imageBytes) return undefined;
  return picked.flatMap(({ count }, index) => {
    const data = new Uint8Array(bytes.subarray(index * imageBytes, (index + 1) * imageBytes));
    return Array<RgbImage>(count).fill({ width, height, data });
  });
};

const decodeSound = async (run: Run): Promise<Float32Array> => {
  const { request, seekSeconds } = run;
  const range = sampleRange(request);
  const first = range.first - seekSeconds * request.sampleRateHz;
  const filters = describeFilters([
    { name: 'asetpts', args: `round(PTS-${run.file.startSeconds + seekSeconds}/TB)` },
    ...soundFilters(run.file.probe.audio?.channels ?? 1, request.sampleRateHz, 0),
    { name: 'atrim', args: `start_pts=${first}:end_pts=${first + range.count}` },
  ]);
  const bytes = await runCommand(run.commands.ffmpeg, [...decodeArguments(run), '-map', '0:a:0', '-af', filters, '-f', 'f32le', 'pipe:1'], run.options);
  const samples = new Float32Array(Math.min(Math.floor(bytes.length / 4), range.count));
  new Uint8Array(samples.buffer).set(bytes.subarray(0, samples.byteLength));
  return samples;
};

/** Time stamps are taken as the file has them (`-copyts`): what ffmpeg otherwise calls zero depends on the streams in use. */
const decodeArguments = ({ file, seekSeconds }: Run): string[] => [
  ...['-nostdin', '-hide_banner', '-v', 'error', '-copyts', '-noautorotate'],
  ...inputOptions,
  ...(seekSeconds > 0 ? ['-ss', String(seekSeconds), '-noaccurate_seek'] : []),
  ...['-i', file.url],
];

import type { ClipRecord } from '../domain/data/dataset.js';
import { sampleFrameNumbers } from '../domain/data/published-sampling.js';
import type { CacheDescription, ClipEntry, ClipMedia, ClipState } from '../domain/ports/clip-store.js';
import { MediaFault, type DecodedMedia, type MediaDecoder, type MediaProbe } from '../domain/ports/media.js';

/** A row and, where it can be used and no other row has them, its media. */
export interface PreparedClip {
  readonly entry: ClipEntry;
  readonly media?: ClipMedia;
}

/** Below this every sample counts as silence: one step of 16-bit PCM is 3.1e-5. */
const silenceLevel = 1e-4;

/** Less than this missing at the end is the codec's rounding, not a short clip. */
export const shortToleranceSeconds = 0.25;

/** How clips are cut from a file. */
export type ClipCut = Pick<CacheDescription, 'segments' | 'segmentSeconds' | 'sampleRateHz' | 'maxFrameSide' | 'spread'>;

/** One annotation row → its state and, where it can be used, its frames and sound. Never throws for what a file holds. */
export async function clipMedia(record: ClipRecord, path: string | undefined, cut: ClipCut, decoder: MediaDecoder): Promise<PreparedClip> {
  const { id, split, where, segmentLabels, labels } = record;
  const entry = (state: ClipState, detail?: string): ClipEntry => ({ id, split, state, segmentLabels: segmentLabels ?? [], ...(labels && { labels }), ...(detail !== undefined && { detail }) });
  if (segmentLabels === undefined) return { entry: entry('bad-annotation', `${where}: ${record.fault ?? 'no labels'}`) };
  if (path === undefined) return { entry: entry('missing', record.mediaFile === undefined ? `no video called ${record.mediaName}` : `${record.where}: there is no file ${record.mediaFile}`) };
  try {
    const decoded = await decodeClip(path, 0, cut, decoder);
    const { state, detail } = judge(decoded, cut);
    if (state === 'no-audio' || state === 'no-video' || state === 'unreadable') return { entry: entry(state, detail) };
    return { entry: entry(state, detail ?? (state === 'ok' ? longerThan(decoded, cut) : undefined)), media: fitted(decoded, cut) };
  } catch (fault) {
    if (!(fault instanceof MediaFault)) throw fault;
    return { entry: entry(fault.kind === 'missing' ? 'missing' : 'unreadable', fault.detail) };
  }
}

/** The frames shown at the middle of each segment and the sound of the range. @param probe of the file, where it is known already @throws MediaFault */
export async function decodeClip(path: string, startSeconds: number, cut: ClipCut, decoder: MediaDecoder, probe?: MediaProbe): Promise<DecodedMedia> {
  const probed = probe ?? (await decoder.probe(path));
  const frameSize = shrunkSize(probed, cut.maxFrameSide);
  if (cut.spread === 'whole-file') return decodeSpread(path, cut, decoder, probed, frameSize);
  return decoder.decode(path, {
    frameTimesSeconds: Array.from({ length: cut.segments }, (_, t) => startSeconds + (t + 0.5) * cut.segmentSeconds),
    ...(frameSize && { frameSize }),
    sampleRateHz: cut.sampleRateHz,
    startSeconds,
    durationSeconds: cut.segments * cut.segmentSeconds,
  });
}

/** Seconds spread over the whole file: each shows the frame at its number among the file's whole seconds, with the second of sound about it. spec/task-avqa §9 #8, §11. */
async function decodeSpread(path: string, { segments, sampleRateHz }: ClipCut, decoder: MediaDecoder, { durationSeconds }: MediaProbe, frameSize: { width: number; height: number } | undefined): Promise<DecodedMedia> {
  const seconds = Math.max(1, Math.floor(durationSeconds));
  const times = sampleFrameNumbers(seconds, segments).map((number) => number - 1);
  const decoded = await decoder.decode(path, { frameTimesSeconds: times, ...(frameSize && { frameSize }), sampleRateHz, startSeconds: 0, durationSeconds: Math.max(durationSeconds, 1) });
  if (decoded.waveform.length === 0) return decoded;
  const waveform = new Float32Array(segments * sampleRateHz);
  times.forEach((time, t) => {
    const start = Math.round(Math.min(Math.max(0, time - 0.5), Math.max(0, durationSeconds - 1)) * sampleRateHz);
    waveform.set(decoded.waveform.subarray(start, start + sampleRateHz), t * sampleRateHz);
  });
  return { ...decoded, waveform };
}

function shrunkSize({ video }: MediaProbe, maxSide: number): { width: number; height: number } | undefined {
  if (video === undefined) return undefined;
  const shrink = maxSide / Math.max(video.width, video.height);
  return shrink >= 1 ? undefined : { width: Math.max(1, Math.round(video.width * shrink)), height: Math.max(1, Math.round(video.height * shrink)) };
}

/** State of what was decoded, and why. */
export function judge(decoded: DecodedMedia, { segments, segmentSeconds, sampleRateHz }: ClipCut): { state: ClipState; detail?: string } {
  const wanted = segments * segmentSeconds;
  if (decoded.frames.length === 0 && decoded.waveform.length === 0) return { state: 'unreadable', detail: 'the file holds no picture and no sound' };
  if (decoded.frames.length === 0) return { state: 'no-video', detail: 'the file has no picture' };
  if (decoded.waveform.length === 0) return { state: 'no-audio', detail: 'the file has no sound' };
  const heard = decoded.waveform.length / sampleRateHz;
  if (heard < wanted - shortToleranceSeconds) {
    return { state: 'short', detail: `${(wanted - heard).toFixed(2)} s of sound missing, padded with silence${decoded.truncated ? '; the file is cut off' : ''}` };
  }
  if (decoded.truncated) return { state: 'short', detail: 'the file is cut off; the last picture was repeated' };
  if (decoded.waveform.every((sample) => Math.abs(sample) < silenceLevel)) return { state: 'silent', detail: `all samples are below ${silenceLevel}` };
  return { state: 'ok' };
}

/** What is not used of a file, where it goes on for a segment or more. */
function longerThan({ probe }: DecodedMedia, { segments, segmentSeconds, spread }: ClipCut): string | undefined {
  if (spread === 'whole-file') return undefined;
  const used = segments * segmentSeconds;
  return probe.durationSeconds < used + segmentSeconds ? undefined : `${probe.durationSeconds.toFixed(1)} s long, only the first ${used} s are used`;
}

/** Pads with silence and the last picture to the exact size of a clip. */
export function fitted({ frames, waveform }: DecodedMedia, { segments, segmentSeconds, sampleRateHz }: ClipCut): ClipMedia {
  const exact = new Float32Array(segments * segmentSeconds * sampleRateHz);
  exact.set(waveform.subarray(0, exact.length));
  return { frames: Array.from({ length: segments }, (_, t) => frames[Math.min(t, frames.length - 1)]), waveform: exact };
}

import { extname, join } from 'node:path';
import { resizedFrames } from '../domain/data/image-preprocessing.js';
import type { ClipRecord } from '../domain/data/dataset.js';
import { isPathInside } from '../domain/data/media-path.js';
import type { ClipEntry, ClipState } from '../domain/ports/clip-store.js';
import { MediaFault, type DecodedMedia, type MediaDecoder, type RgbImage } from '../domain/ports/media.js';
import { fitted, judge, type ClipCut, type PreparedClip } from './clip-media.js';
import type { MediaPlace } from './dataset-media.js';
import type { Services } from './services.js';

/** The rate of the published arrays of samples, which do not say it. spec/datasets §1 */
const arrayRateHz = 32_000;

/** An annotation row whose frames and sound are files of their own. Never throws for what a file holds. */
export async function clipParts(record: ClipRecord, parts: Extract<MediaPlace, { kind: 'parts' }>, cut: ClipCut, dataFolder: string, decoder: MediaDecoder, services: Pick<Services, 'data' | 'images'>): Promise<PreparedClip> {
  const { id, split, where, segmentLabels, labels } = record;
  const entry = (state: ClipState, detail?: string): ClipEntry => ({ id, split, state, segmentLabels: segmentLabels ?? [], ...(labels && { labels }), ...(detail !== undefined && { detail }) });
  if (segmentLabels === undefined) return { entry: entry('bad-annotation', `${where}: ${record.fault ?? 'no labels'}`) };
  for (const file of [...parts.frames, parts.sound]) {
    if (!isPathInside(file)) return { entry: entry('bad-annotation', `${where}: the file ${file} is outside of the data folder`) };
    if (!(await services.data.exists(join(dataFolder, file)))) return { entry: entry('missing', `${where}: there is no file ${file}`) };
  }
  try {
    const frames = await framesOf(parts.frames, cut.maxFrameSide, dataFolder, services);
    const decoded: DecodedMedia = { ...(await soundOf(join(dataFolder, parts.sound), cut, decoder, services)), frames };
    const { state, detail } = judge(decoded, cut);
    if (state === 'no-audio' || state === 'no-video' || state === 'unreadable') return { entry: entry(state, detail) };
    const few = frames.length < cut.segments ? `${frames.length} of ${cut.segments} frames, the last one is repeated` : undefined;
    return { entry: few === undefined ? entry(state, detail) : entry('short', detail === undefined ? few : `${few}; ${detail}`), media: fitted(decoded, cut) };
  } catch (fault) {
    if (!(fault instanceof MediaFault)) throw fault;
    return { entry: entry(fault.kind === 'missing' ? 'missing' : 'unreadable', fault.detail) };
  }
}

async function soundOf(path: string, { segments, segmentSeconds, sampleRateHz }: ClipCut, decoder: MediaDecoder, { data }: Pick<Services, 'data'>): Promise<DecodedMedia> {
  const wanted = segments * segmentSeconds;
  if (extname(path) !== '.npy') return decoder.decode(path, { frameTimesSeconds: [], sampleRateHz, startSeconds: 0, durationSeconds: wanted });
  if (sampleRateHz !== arrayRateHz) throw new MediaFault('unreadable', path, `arrays of samples are of ${arrayRateHz} Hz, and the data set is prepared at ${sampleRateHz} Hz`);
  const waveform = await data.readArray(path);
  return { probe: { durationSeconds: waveform.length / arrayRateHz, video: undefined, audio: { sampleRateHz, channels: 1 } }, frames: [], waveform, lastFrameSeconds: undefined, truncated: false };
}

async function framesOf(files: readonly string[], maxSide: number, dataFolder: string, services: Pick<Services, 'data' | 'images'>): Promise<RgbImage[]> {
  const codec = await services.images();
  return Promise.all(
    files.map(async (file) => {
      const frame = await codec.decode(await services.data.readBytes(join(dataFolder, file)), file);
      const shrink = maxSide / Math.max(frame.width, frame.height);
      return shrink >= 1 ? frame : resizedFrames([frame], Math.max(1, Math.round(frame.height * shrink)), Math.max(1, Math.round(frame.width * shrink)))[0];
    }),
  );
}

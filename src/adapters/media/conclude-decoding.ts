import { MediaFault, type DecodedMedia, type DecodeRequest, type MediaProbe, type RgbImage } from '../../domain/ports/media.js';
import { endsEarly, type DecodedStream } from './decoded-range.js';

/** What an adapter decoded; a part is undefined when the file lacks it or nothing of it was asked for. */
export interface DecodedParts {
  readonly probe: MediaProbe;
  readonly pictures: { readonly frames: readonly RgbImage[]; readonly lastSeconds: number | undefined; readonly statedEnd: number | undefined } | undefined;
  readonly sound: { readonly waveform: Float32Array; readonly statedEnd: number | undefined } | undefined;
}

/** Judges what was decoded, by the same rules for every adapter: a file that gives nothing at all is a fault; one that gives less than
 *  its container states is `truncated`.
 *  @throws MediaFault `unreadable` */
export const concludeDecoding = (path: string, request: DecodeRequest, { probe, pictures, sound }: DecodedParts): DecodedMedia => {
  const frames = pictures?.frames ?? [];
  const waveform = sound?.waveform ?? new Float32Array(0);
  const askedInside = pictures !== undefined || request.startSeconds < probe.durationSeconds;
  if ((pictures || sound) && frames.length === 0 && waveform.length === 0 && askedInside) {
    throw new MediaFault('unreadable', path, 'neither a picture nor a sample could be decoded');
  }
  const streams: DecodedStream[] = [];
  if (pictures) {
    const frameSeconds = probe.video && probe.video.framesPerSecond > 0 ? 1 / probe.video.framesPerSecond : 0;
    const reachedEnd = pictures.lastSeconds === undefined ? 0 : pictures.lastSeconds + frameSeconds;
    streams.push({ statedEnd: pictures.statedEnd, wantedEnd: request.frameTimesSeconds.at(-1) ?? 0, reachedEnd });
  }
  if (sound) {
    const reachedEnd = request.startSeconds + waveform.length / request.sampleRateHz;
    streams.push({ statedEnd: sound.statedEnd, wantedEnd: request.startSeconds + request.durationSeconds, reachedEnd });
  }
  return { probe, frames, waveform, lastFrameSeconds: pictures?.lastSeconds, truncated: endsEarly(streams, probe.durationSeconds) };
};

import type { DecodeRequest, MediaProbe } from '../../domain/ports/media.js';

/** How far one stream was decoded, in seconds from the start of the container. */
export interface DecodedStream {
  /** Where the container says that the stream ends, if it says so. */
  readonly statedEnd: number | undefined;
  /** The end of what was asked for. */
  readonly wantedEnd: number;
  /** The end of what was decoded. */
  readonly reachedEnd: number;
}

/** Containers round and encoders pad by some frames; a file that lacks less than this is not called cut. */
const toleranceSeconds = 0.5;

/** Whether a stream ended before both the range asked for and the end its container states. FFmpeg itself does not report
 *  a file that was cut behind its index. Where streams have no stated end (WebM), the longest must reach the container's. */
export const endsEarly = (streams: readonly DecodedStream[], containerSeconds: number): boolean => {
  const falls = (reached: number, wanted: number, stated: number): boolean => reached + toleranceSeconds < Math.min(wanted, stated);
  if (streams.some(({ statedEnd, wantedEnd, reachedEnd }) => statedEnd !== undefined && falls(reachedEnd, wantedEnd, statedEnd))) return true;
  const unstated = streams.every(({ statedEnd }) => statedEnd === undefined);
  return (
    streams.length > 0 &&
    unstated &&
    falls(Math.max(...streams.map((s) => s.reachedEnd)), Math.max(...streams.map((s) => s.wantedEnd)), containerSeconds)
  );
};

/** The time stamp that counts as time 0. A container that starts below zero does so for its audio encoder's priming samples, which nobody hears. */
export const timeZero = (containerStartSeconds: number): number => Math.max(0, containerStartSeconds);

/** Index of the first output sample and how many are wanted. */
export const sampleRange = (request: DecodeRequest): { readonly first: number; readonly count: number } => {
  const first = Math.round(request.startSeconds * request.sampleRateHz);
  return { first, count: Math.round((request.startSeconds + request.durationSeconds) * request.sampleRateHz) - first };
};

/** Decoding begins this long before the first thing asked for, so that decoders and the resampler have settled. */
const settleSeconds = 2;

/** Seeking costs exactness where indexes are unsound, so it is done only where it saves more than this. */
const worthSeekingSeconds = 10;

/** The whole second to seek to before decoding, 0 for the start. Whole seconds are exact in every time base. */
export const seekTarget = (request: DecodeRequest, probe: MediaProbe): number => {
  const pictures = probe.video ? request.frameTimesSeconds[0] : undefined;
  const sound = probe.audio && request.durationSeconds > 0 ? request.startSeconds : undefined;
  const target = Math.floor(Math.min(pictures ?? Infinity, sound ?? Infinity) - settleSeconds);
  return Number.isFinite(target) && target >= worthSeekingSeconds ? target : 0;
};

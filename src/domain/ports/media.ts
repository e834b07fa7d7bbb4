/** One decoded or rendered picture, 8-bit RGB, row-major, no padding: `data.length === width * height * 3`. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** What the container says about a file, before anything is decoded. */
export interface MediaProbe {
  readonly durationSeconds: number;
  readonly video: { readonly width: number; readonly height: number; readonly framesPerSecond: number } | undefined;
  readonly audio: { readonly sampleRateHz: number; readonly channels: number } | undefined;
}

export interface DecodeRequest {
  /** Frames are those shown at these times (seconds from the start of the file, ascending). */
  readonly frameTimesSeconds: readonly number[];
  /** The frames are scaled to this size when given (bicubic by the decoder, aspect ratio not kept). */
  readonly frameSize?: { readonly width: number; readonly height: number };
  /** The waveform is mono at this rate, of the range [startSeconds, startSeconds + durationSeconds). */
  readonly sampleRateHz: number;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly signal?: AbortSignal;
}

/** Pictures and sound of one clip. Missing parts are said, never filled silently. */
export interface DecodedMedia {
  readonly probe: MediaProbe;
  /** One image per requested time that the file reaches; a time past the last frame gives the last frame. Empty without a video stream. */
  readonly frames: readonly RgbImage[];
  /** Mono samples in about −1…1, only what the file holds (may be shorter than asked). Empty without an audio stream. */
  readonly waveform: Float32Array;
  /** Time stamp of the last decoded frame, seconds. */
  readonly lastFrameSeconds: number | undefined;
  /** The decoder ended before the duration the container states: the file is cut or damaged. */
  readonly truncated: boolean;
}

/** Why a file cannot be used at all; everything else (no sound, too short) is a property of {@link DecodedMedia}. */
export type MediaFaultKind = 'missing' | 'empty' | 'unreadable';

export class MediaFault extends Error {
  constructor(
    readonly kind: MediaFaultKind,
    readonly path: string,
    /** The decoder's own words, for the report. */
    readonly detail: string,
  ) {
    super(`${path}: ${kind}: ${detail}`);
    this.name = 'MediaFault';
  }
}

export interface MediaDecoder {
  /** E.g. `node-av (FFmpeg 8.1)`. */
  readonly name: string;
  /** @throws MediaFault */
  probe(path: string): Promise<MediaProbe>;
  /** @throws MediaFault */
  decode(path: string, request: DecodeRequest): Promise<DecodedMedia>;
}

export interface EncodeRequest {
  readonly path: string;
  readonly container: 'mp4' | 'webm';
  readonly framesPerSecond: number;
  /** All of one size with even width and height. */
  readonly frames: Iterable<RgbImage> | AsyncIterable<RgbImage>;
  readonly waveform: Float32Array;
  readonly sampleRateHz: number;
  /** H.264/VP9 quality, lower is better (constant rate factor). */
  readonly constantRateFactor: number;
  readonly audioBitsPerSecond: number;
}

export interface MediaEncoder {
  readonly name: string;
  /** Writes a complete file under a temporary name and renames it. */
  encode(request: EncodeRequest): Promise<void>;
}

export interface ImageCodec {
  encodeJpeg(image: RgbImage, quality: number): Promise<Uint8Array>;
  encodePng(image: RgbImage): Promise<Uint8Array>;
  /** @throws MediaFault for bytes that are no picture. */
  decode(bytes: Uint8Array, name: string): Promise<RgbImage>;
}

import type { Frame, Packet } from 'node-av/lib';
import type { DecodeRequest, RgbImage } from '../../../domain/ports/media.js';
import { pictureFilters } from '../filters.js';
import { createFramePicker, type FramePicker } from '../frame-picker.js';
import { FilterChain } from './filter-chain.js';
import type { NodeAv } from './load-node-av.js';
import { secondsOf, type OpenInput } from './open-input.js';
import { StreamDecoder } from './stream-decoder.js';

type OpenVideo = NonNullable<OpenInput['video']>;

/** Decodes a video stream and keeps the requested pictures only: at any time two decoded frames are held. */
export class PictureReader {
  readonly images: RgbImage[] = [];
  /** Time stamps of the first decoded frame and of the last one that is not after the last requested time. */
  firstSeconds: number | undefined;
  lastSeconds: number | undefined;

  private readonly picker: FramePicker;
  private current: Frame;
  private spare: Frame;
  private chain: FilterChain | undefined;
  private chainFormat = '';

  private constructor(
    private readonly nodeAv: NodeAv,
    private readonly video: OpenVideo,
    private readonly startSeconds: number,
    private readonly size: { readonly width: number; readonly height: number },
    times: readonly number[],
    private readonly decoder: StreamDecoder,
  ) {
    this.picker = createFramePicker(times);
    this.current = new nodeAv.lib.Frame();
    this.spare = new nodeAv.lib.Frame();
    this.current.alloc();
    this.spare.alloc();
  }

  static async open(nodeAv: NodeAv, video: OpenVideo, input: OpenInput, request: DecodeRequest): Promise<PictureReader> {
    const size = request.frameSize ?? input.probe.video ?? { width: 0, height: 0 };
    const decoder = await StreamDecoder.open(nodeAv, video.stream);
    return new PictureReader(nodeAv, video, input.startSeconds, size, request.frameTimesSeconds, decoder);
  }

  get done(): boolean {
    return this.picker.remaining() === 0;
  }

  get streamIndex(): number {
    return this.video.stream.index;
  }

  /** Takes the next packet; null ends the stream. */
  async push(packet: Packet | null): Promise<void> {
    for await (const frame of this.decoder.frames(packet, () => this.spare)) {
      const time = this.timeOf(frame);
      await this.keep(this.picker.settledBefore(time), this.firstSeconds === undefined ? frame : this.current);
      if (this.done) return;
      this.firstSeconds ??= time;
      this.lastSeconds = time;
      [this.current, this.spare] = [this.spare, this.current];
    }
    if (packet === null && this.lastSeconds !== undefined) await this.keep(this.picker.settledBefore(Infinity), this.current);
  }

  dispose(): void {
    this.chain?.dispose();
    this.decoder.dispose();
    this.current.free();
    this.spare.free();
  }

  private timeOf(frame: Frame): number {
    const stamp = frame.bestEffortTimestamp;
    if (stamp !== this.nodeAv.constants.AV_NOPTS_VALUE) return secondsOf(stamp, this.video.stream.timeBase, this.startSeconds);
    const { num, den } = this.video.stream.avgFrameRate;
    return this.lastSeconds === undefined ? 0 : this.lastSeconds + (num > 0 ? den / num : 0);
  }

  private async keep(count: number, frame: Frame): Promise<void> {
    if (count === 0) return;
    const format = `${frame.width}x${frame.height} ${frame.format} ${frame.colorSpace} ${frame.colorRange}`;
    if (format !== this.chainFormat) {
      this.chain?.dispose();
      this.chain = FilterChain.create(this.nodeAv, frame, this.video.stream.timeBase, pictureFilters(this.size, this.video.rotationDegrees));
      this.chainFormat = format;
    }
    const image = await this.chain?.convert(frame, rgbImage);
    if (image) this.images.push(...Array<RgbImage>(count).fill(image));
  }
}

/** Copies a picture out of FFmpeg's memory, where rows may be padded. */
const rgbImage = (frame: Frame): RgbImage => {
  const { width, height } = frame;
  const [rows] = frame.data ?? [];
  const [stride] = frame.linesize;
  if (!rows) throw new Error('FFmpeg gave a picture without data');
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) data.set(rows.subarray(y * stride, y * stride + width * 3), y * width * 3);
  return { width, height, data };
};

import type { FormatContext } from 'node-av/lib';
import type { EncodeRequest, RgbImage } from '../../../domain/ports/media.js';
import { frameRateRatio, type EncoderSettings } from '../encoder-settings.js';
import { encoderPictureFilters } from '../filters.js';
import { FilterChain } from './filter-chain.js';
import type { NodeAv } from './load-node-av.js';
import { StreamEncoder } from './stream-encoder.js';

/** RGB pictures → the encoded video stream of a file. */
export class VideoTrack {
  private chain: FilterChain | undefined;
  private written = 0n;

  private constructor(
    private readonly nodeAv: NodeAv,
    private readonly timeBase: { readonly num: number; readonly den: number },
    private readonly encoder: StreamEncoder,
  ) {}

  static async open(
    nodeAv: NodeAv,
    context: FormatContext,
    settings: EncoderSettings,
    request: EncodeRequest,
    size: { readonly width: number; readonly height: number },
  ): Promise<VideoTrack> {
    const { lib, constants } = nodeAv;
    const { num, den } = frameRateRatio(request.framesPerSecond);
    const encoder = await StreamEncoder.open(nodeAv, context, settings.videoCodec, settings.videoOptions, (codec) => {
      codec.setFlags(constants.AV_CODEC_FLAG_FRAME_DURATION); // else the last frame has no length, and the container states a wrong rate
      codec.width = size.width;
      codec.height = size.height;
      codec.pixelFormat = constants.AV_PIX_FMT_YUV420P;
      codec.colorSpace = constants.AVCOL_SPC_SMPTE170M;
      codec.colorRange = constants.AVCOL_RANGE_MPEG;
      codec.timeBase = new lib.Rational(den, num);
      codec.framerate = new lib.Rational(num, den);
    });
    return new VideoTrack(nodeAv, { num: den, den: num }, encoder);
  }

  async push({ width, height, data }: RgbImage): Promise<void> {
    const { lib, constants } = this.nodeAv;
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const frame = lib.Frame.fromVideoBuffer(bytes, { width, height, format: constants.AV_PIX_FMT_RGB24, timeBase: this.timeBase, pts: this.written++ });
    frame.duration = 1n;
    try {
      this.chain ??= FilterChain.create(this.nodeAv, frame, this.timeBase, encoderPictureFilters);
      await this.chain.convert(frame, (converted) => this.encoder.push(converted));
    } finally {
      frame.free();
    }
  }

  async finish(): Promise<void> {
    await this.encoder.push(null);
  }

  dispose(): void {
    this.chain?.dispose();
    this.encoder.dispose();
  }
}

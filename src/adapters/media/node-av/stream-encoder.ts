import type { CodecContext, FormatContext, Frame, Packet, Stream } from 'node-av/lib';
import { encoderThreads, type EncoderSettings } from '../encoder-settings.js';
import type { NodeAv } from './load-node-av.js';

/** One stream of an output file: frames in, packets into the container. Who makes it disposes it. */
export class StreamEncoder {
  private readonly packet: Packet;

  private constructor(
    private readonly nodeAv: NodeAv,
    private readonly context: FormatContext,
    private readonly stream: Stream,
    private readonly codec: CodecContext,
  ) {
    this.packet = new nodeAv.lib.Packet();
    this.packet.alloc();
  }

  /** Opens an encoder and adds its stream to the container; `configure` sets size or rate before. All streams come before the header. */
  static async open(
    nodeAv: NodeAv,
    context: FormatContext,
    name: EncoderSettings['videoCodec'] | EncoderSettings['audioCodec'],
    options: Readonly<Record<string, string>>,
    configure: (codec: CodecContext) => void,
  ): Promise<StreamEncoder> {
    const { lib, constants } = nodeAv;
    const encoders = {
      libx264: constants.FF_ENCODER_LIBX264,
      'libvpx-vp9': constants.FF_ENCODER_LIBVPX_VP9,
      aac: constants.FF_ENCODER_AAC,
      libopus: constants.FF_ENCODER_LIBOPUS,
    } as const;
    const encoder = lib.Codec.findEncoderByName(encoders[name]);
    if (!encoder) throw new lib.FFmpegError(constants.AVERROR_ENCODER_NOT_FOUND);
    const codec = new lib.CodecContext();
    codec.allocContext3(encoder);
    const dictionary = lib.Dictionary.fromObject(options);
    try {
      codec.threadCount = encoderThreads;
      codec.setFlags(constants.AV_CODEC_FLAG_BITEXACT);
      if (context.oformat?.hasFlags(constants.AVFMT_GLOBALHEADER)) codec.setFlags(constants.AV_CODEC_FLAG_GLOBAL_HEADER);
      configure(codec);
      lib.FFmpegError.throwIfError(await codec.open2(encoder, dictionary), `open ${name}`);
      const stream = context.newStream(null);
      lib.FFmpegError.throwIfError(stream.codecpar.fromContext(codec), 'stream parameters');
      stream.timeBase = codec.timeBase;
      return new StreamEncoder(nodeAv, context, stream, codec);
    } catch (error) {
      codec.freeContext();
      throw error;
    } finally {
      dictionary.free();
    }
  }

  /** Samples that the audio encoder takes at a time. */
  get frameSize(): number {
    return this.codec.frameSize;
  }

  /** Encodes a frame (null ends the stream); its time stamp counts in the encoder's time base. */
  async push(frame: Frame | null): Promise<void> {
    const { lib, constants } = this.nodeAv;
    lib.FFmpegError.throwIfError(await this.codec.sendFrame(frame), 'encode');
    for (;;) {
      const code = await this.codec.receivePacket(this.packet);
      if (code === constants.AVERROR_EAGAIN || code === constants.AVERROR_EOF) return;
      lib.FFmpegError.throwIfError(code, 'encode');
      this.packet.streamIndex = this.stream.index;
      this.packet.rescaleTs(this.codec.timeBase, this.stream.timeBase);
      lib.FFmpegError.throwIfError(await this.context.interleavedWriteFrame(this.packet), 'write');
    }
  }

  dispose(): void {
    this.packet.free();
    this.codec.freeContext();
  }
}
